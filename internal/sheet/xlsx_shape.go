package sheet

func (x *xlsxFile) shape(string) (Shape, error) { return Shape{}, nil }
