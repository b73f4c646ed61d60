package cli

import (
	"cmp"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"scimsheet/internal/anaplan"
	"scimsheet/internal/plan"
	"scimsheet/internal/settings"
)

// configAnswer is the JSON answer of config show.
type configAnswer struct {
	File     string         `json:"file"`
	Profile  string         `json:"profile"`
	Profiles []string       `json:"profiles"`
	Folder   string         `json:"folder"`
	Settings []shownSetting `json:"settings"`
}

// shownSetting is one setting in force. A secret's value is ***.
type shownSetting struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	From  string `json:"from"`
}

func newConfig(s *screen) *cobra.Command {
	group := &cobra.Command{
		Use:   "config",
		Short: "Which settings are in force",
		Args:  knownCommand,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	group.AddCommand(newConfigShow(s))
	return group
}

func newConfigShow(s *screen) *cobra.Command {
	var connect connectFlags
	var policy policyFlags
	var gate gateFlags
	cmd := &cobra.Command{
		Use:   "show",
		Short: "Print every setting that is in force, and where its value comes from",
		Long: `Prints the settings that the next command would go by: what the command line says counts first, then the
environment, then the profile of the settings file, then what stands there for every profile. Secrets are
shown as ***. Nothing is sent anywhere, and credentialCommand is not run.

scimsheet help settings says what a settings file may hold.` + exits(exitDone, exitUsage),
		Example: "  scimsheet config show\n  scimsheet config show --profile acme --json",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			answer, err := showConfig(s, cmd.Flags(), &connect, &policy)
			return s.finish(answer, err)
		},
	}
	connect.bind(cmd.Flags())
	policy.bind(cmd.Flags())
	gate.bindSettings(cmd.Flags())
	return cmd
}

func showConfig(s *screen, flags *pflag.FlagSet, c *connectFlags, p *policyFlags) (*configAnswer, error) {
	if _, err := p.resolve(); err != nil {
		return nil, err
	}
	answer := &configAnswer{File: s.settings.File(), Profile: s.settings.Profile(), Profiles: s.settings.Profiles(), Folder: s.configDir()}
	answer.addFlags(s, flags)
	hosts, err := c.hosts()
	if err != nil {
		return nil, err
	}
	answer.addHosts(hosts, c.region)
	answer.addCredentials(s, c)
	answer.addKept(s, hosts.OAuthURL)
	answer.tell(s)
	return answer, nil
}

func (a *configAnswer) add(name, value, from string) {
	a.Settings = append(a.Settings, shownSetting{Name: name, Value: value, From: from})
}

func (a *configAnswer) addFlags(s *screen, flags *pflag.FlagSet) {
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Annotations[isSetting] != nil {
			value := f.Value.String()
			if list, ok := f.Value.(pflag.SliceValue); ok {
				value = strings.Join(list.GetSlice(), ", ")
			}
			a.add(camelCase(f.Name), value, s.origins[f.Name].words)
		}
	})
}

// addHosts adds the addresses that the region stands for.
func (a *configAnswer) addHosts(hosts plan.Tenant, region string) {
	for i := range a.Settings {
		setting := &a.Settings[i]
		meant := map[string]string{"scimUrl": hosts.SCIMURL, "authUrl": hosts.AuthURL, "apiUrl": hosts.APIURL, "oauthUrl": hosts.OAuthURL}[setting.Name]
		if meant != "" && setting.Value == "" {
			setting.Value, setting.From = meant, "region "+region
		}
	}
}

// addKept adds the refresh token that login has kept.
func (a *configAnswer) addKept(s *screen, oauthURL string) {
	client, _ := s.setting(envOAuthClient, settings.OAuthClientID)
	if client == "" || oauthURL == "" {
		return
	}
	kept, name := s.keptSecrets(), anaplan.RefreshTokenName(oauthURL, client, "")
	if stored, err := kept.Load(name); stored != "" || err != nil {
		a.add("oauthRefreshToken", "***", "kept in "+kept.Where(name))
	}
}

// addCredentials adds who would sign in, and whether there is a secret for it.
func (a *configAnswer) addCredentials(s *screen, c *connectFlags) {
	for _, who := range []struct{ key, environment string }{
		{settings.Username, envUsername}, {settings.Certificate, envCertificate}, {settings.PrivateKey, envPrivateKey}, {settings.OAuthClientID, envOAuthClient},
	} {
		value, from := s.setting(who.environment, who.key)
		a.add(who.key, value, cmp.Or(from, "default"))
	}
	for _, secret := range []struct{ name, environment string }{
		{"password", envPassword}, {"apiKey", envAPIKey}, {"privateKeyPassphrase", envKeyPassphrase},
		{"oauthClientSecret", envOAuthSecret}, {"oauthRefreshToken", envRefreshToken},
	} {
		if s.Getenv(secret.environment) != "" {
			a.add(secret.name, "***", secret.environment)
		}
	}
	switch command, found, err := s.command(); {
	case err != nil:
		a.add("credentialCommand", "refused: "+err.Error(), s.settings.File())
	case found:
		a.add("credentialCommand", "***", command.From.String())
	}
	for i := range a.Settings {
		if setting := &a.Settings[i]; setting.Name == "auth" && setting.Value == "" {
			if method, err := c.authMethod(s); err == nil {
				setting.Value, setting.From = method, "implied by the credentials"
			}
		}
	}
}

func (a *configAnswer) tell(s *screen) {
	s.answer("Settings file  %s\n", cmp.Or(a.File, "none (./scimsheet.yaml, or config.yaml in "+cmp.Or(a.Folder, "the folder for settings")+")"))
	if a.Profile != "" {
		s.answer("Profile        %s\n", a.Profile)
	}
	s.answer("\n")
	table := tabwriter.NewWriter(s.textOut(), 0, 0, 2, ' ', 0)
	for _, setting := range a.Settings {
		fmt.Fprintf(table, "  %s\t%s\t%s\n", setting.Name, cmp.Or(setting.Value, "-"), setting.From)
	}
	_ = table.Flush() // to a terminal or a pipe: a failure has nobody to be told to
}
