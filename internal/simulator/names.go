package simulator

import "strings"

// culture holds given and family names that go together. A name written in another script, or one
// whose Latin spelling is not just the name without its marks, has that spelling after a bar.
type culture struct {
	weight        int
	given, family []string
}

// cultures are made up from common names; whoever bears one of them is a coincidence. They hold what
// breaks programs: accents, apostrophes, double-barrelled names, blanks, particles, other scripts.
func cultures() []culture {
	return []culture{
		{22,
			names("Oliver,Amelia,George,Isla,Harry,Ava,Jack,Emily,James,Sophie,Thomas,Grace,William,Poppy,Daniel,Ruby,Samuel,Freya,Joseph,Alice,Edward,Matilda,Mary-Jane,Rowan,Hugh,Imogen,Callum,Fiona,Rhys,Zoë,Chloé,Toby,Martha,Elliot,Beatrice"),
			names("Smith,Jones,Taylor,Brown,Williams,Wilson,Johnson,Davies,Robinson,Wright,Thompson,Evans,Walker,White,Roberts,Green,Hall,Wood,Jackson,Clarke,Ashby-Carmichael,Bowles Whitmore,Fiennes,Cholmondeley,Ashworth,Whitfield,Lloyd-Barrett,Hughes,MacDonald,McAllister,Armstrong,Fairfax,Holloway,Pemberton")},
		{7,
			names("Siobhán,Niamh,Aoife,Seán,Cillian,Pádraig,Gráinne,Oisín,Ciarán,Róisín,Eoin,Sinéad,Máire,Conor,Declan,Orla"),
			names("O'Brien,O'Sullivan,O’Connor,Ó Briain,Ní Dhomhnaill,Mac Giolla,Kelly,Murphy,Byrne,Gallagher,FitzGerald,O'Shaughnessy,Doyle,McCarthy,Mac an Bhaird")},
		{9,
			names("Jürgen,Björn,Käthe,Sören,Anneliese,Hans-Peter,Karl-Heinz,Ursula,Günther,Lüder,Ingrid,Matthias,Heike,Jörg,Änne,Wolfgang,Antje,Uwe,Marlene,Friederike"),
			names("Müller,Schmidt,Schröder,Weiß,Groß,Jäger,Böhm,Krüger,von Wangenheim,zu Solmsfeld,Müller-Lüdenhausen,Straßer,Köhler,Schäfer,Fuchs,Leuthold-Schnarrenberger,Bäcker,Hübner,Vogel,Zimmermann")},
		{9,
			names("Élodie,François,Jean-Luc,Hélène,Benoît,Anaïs,Loïc,Maëlle,Cécile,Gaël,Marie-Claire,Thérèse,Noël,Océane,Jérôme,Raphaël,Agnès,Étienne,Solène,Rémi"),
			names("Lefèvre,D'Aubigné,de la Fontaine,L'Hôpital,Beauséjour,Dupont-Aubry,Crépin,Bélanger,N'Diaye,d’Estrées,Françon,Côté,Gautier,Lemaître,Saint-Aubépin,Moreau,Fournier,Lévêque,Chevalier,Dubois")},
		{9,
			names("José María,Lucía,Íñigo,Begoña,Ángel,María del Carmen,Joaquín,Noemí,Sebastián,Rocío,Andrés,Inés,Matías,Belén,Iván,Mónica,Jesús,Pilar,Héctor,Ximena"),
			names("García Márquez,Núñez,Rodríguez de la Fuente,Ibáñez,Muñoz,Peña,López,Fernández-Vega,Zúñiga,Ordóñez,Álvarez,Castañeda,Ruiz-Galván,Gómez,Sánchez,Yáñez,Martínez Cano,Quiñones,Vázquez,Echeverría")},
		{6,
			names("João,Conceição,Inês,Luís,Antônio,Débora,Tomás,Fábio,Joana,Vitória,Gonçalo,Letícia,Simão,Beatriz"),
			names("da Silva,dos Santos,Conceição,Magalhães,Araújo,Gonçalves,d'Ávila,Simões,de Oliveira,Sá-Cordeiro,Brandão,Assunção,Pinto,Falcão")},
		{6,
			names("Niccolò,Giosuè,Chiara,Matteo,Beatrice,Ettore,Giulia,Noè,Pier Paolo,Lucia,Donatella,Raffaele,Ilaria,Gianluca"),
			names("D'Angelo,Dell'Acqua,De Luca,Rossi,Esposito,Lo Cascio,Bianchi,D’Amico,Nicolò,Forlì,Dall'Oglio,Russo,Di Stefano,Fabbri")},
		{6,
			names("Åsa,Björk,Søren,Øyvind,Märta,Jørgen,Sørine,Håkon,Þórdís,Ragnheiður,Göran,Kåre,Ægir,Lærke,Pälvi,Aino-Kaisa,Väinö,Tuulikki"),
			names("Åkesson,Ødegård,Sørensen,Bjørnson,Håkansson,Þorsteinsdóttir,Guðmundsson,Østergaard,Lindström,Ström-Berg,Mäkelä,Hämäläinen,Kjærsgaard,Nygård,Järvinen,Ångström")},
		{4,
			names("Sander,Joëlle,Jan-Willem,Daniëlle,Ruben,Femke,Thijs,Noëlle,Lieke,Geert-Jan,Maartje,Koen"),
			names("van den Berg,'t Hooft,de Vries,van 't Hoff,van der Meer,Janssens,in 't Veld,Op de Beeck,Coppens,ter Horst,Visser,Bouwmeester-Dekker")},
		{7,
			names("Łukasz,Żaneta,Wójciech,Agnieszka,Świętosława,Zdzisław,Jiří,Šárka,Ľubomír,Zuzana,Žofia,Gábor,Ildikó,Győző,Ștefan,Ioana,Ănuța,Mălina,Mirela"),
			names("Żółkiewski,Wałecki,Brzęczykiewicz,Nowak-Kowalska,Wiśniewski,Dvořák,Šimůnek,Novotná,Kőszegi,Szentgyörgyi,Nagy,Țăranu,Ionescu,Brânză,Śliwa,Čapek,Ďurica,Răducan")},
		{5,
			names("Çağla,İpek,Ömer,Şebnem,Gülşen,Işıl,Ayşegül,Uğur,Eşref,Deniz,Yiğit,Özge"),
			names("Yılmaz,Özdemir,Şahin,Çelik,Kılıç,Aydoğan,Güneş,İnanç,Öztürk,Işık,Doğan,Karagözoğlu")},
		{5,
			names("Nguyệt,Đức,Thị Hương,Phương,Quỳnh,Tuấn,Hoàng,Ngọc Ánh,Thảo,Văn Hùng,Mỹ Linh,Bảo"),
			names("Nguyễn,Trần,Lê,Phạm,Huỳnh,Đặng,Bùi,Đỗ,Hồ,Võ,Dương,Lý")},
		{6,
			names("Aarav,Priya,Lakshmi,Arjun,Ananya,Sai Kumar,Deepika,Rohan,Meera,Vikram,Ishaan,Kavya,Sanjay,Nandini"),
			names("Patel,Sharma,Krishnamurthy,Iyer,Subramaniam,Chatterjee,Singh,Venkataraghavan,Rao,Banerjee,D'Souza,Nair,Gupta,Reddy")},
		{5,
			names("Chinwe,Olúwaṣeun,Adébáyọ̀,Ngozi,Thabo,Lerato,Kwame,Akosua,Amina,Wanjirũ,Sipho,Ọlámidé,Zanele,Temitọ́pẹ́"),
			names("Okafor,Adéyẹmí,Nwosu,N'Doumbe,Mokoena,Dlamini,Mensah,Owusu-Ansah,Kamau,Ngũgĩ,Ọláwálé,Traoré,Diallo,van der Merwe")},
		{4,
			names("Aaliyah,Youssef,Fátima,Noura,Khalid,Leïla,Abd al-Rahman,Samira,Hicham,Yasmine"),
			names("Al-Farsi,El Fassi,Haddad,Ben Ali,Bint Rashid,Al Mansouri,Nasreddine,Benaïssa,Abu-Zayd,Khoury")},
		{4,
			names("太郎|Taro,花子|Hanako,健一|Kenichi,美咲|Misaki,Yūki,Shōko,Haruka,Ryō"),
			names("山田|Yamada,佐藤|Sato,鈴木|Suzuki,高橋|Takahashi,Ōno,Satō,Itō,Watanabe")},
		{4,
			names("伟|Wei,芳|Fang,秀英|Xiuying,Li Na,Xiǎoméng|Xiaomeng,Jun,Yǔxuān|Yuxuan,Mei-Ling"),
			names("王|Wang,李|Li,张|Zhang,Chén,Liú,Ouyang,Lü|Lyu,Huang")},
		{3,
			names("Ольга|Olga,Дмитрий|Dmitrii,Зоя|Zoya,Yuliya,Oleksandr,Олена|Olena,Anastasiya,Bohdan"),
			names("Shevchenko,Коваленко|Kovalenko,Ткаченко|Tkachenko,Bondarenko,Мельник|Melnyk,Rudnev-Korsak,Kravets,Лисенко|Lysenko")},
		{3,
			names("Ελένη|Eleni,Γιώργος|Giorgos,Κατερίνα|Katerina,Dimítris,Stávros,Iōánna"),
			names("Παπαδόπουλος|Papadopoulos,Οικονόμου|Oikonomou,Karagiánnis,Papadimitríou,Ágelos,Vasileíou")},
	}
}

func names(list string) []string { return strings.Split(list, ",") }
