package xlsx

import (
	"fmt"

	"civicdesk/reports"
	"github.com/xuri/excelize/v2"
)

// mostCharted is how many rows a chart can show and still be read.
const mostCharted = 40

// palette is told apart in grey print and by people who see no red or green.
var palette = []string{"162E51", "2E76B5", "E5A000", "8BA6CA", "5C5C5C", "C05600"}

// chart draws the table's chart on a sheet of its own. It refers to the cells,
// so that it follows when somebody mends one.
func (b *book) chart(sheet string, t reports.Table) error {
	if t.Chart == nil || len(t.Rows) == 0 {
		return nil
	}
	on := b.sheetName(t.Name + " chart")
	if err := b.addSheet(on); err != nil {
		return err
	}
	rows, title := len(t.Rows), t.Chart.Title
	if rows > mostCharted {
		rows, title = mostCharted, fmt.Sprintf("%s (first %d of %d rows)", title, mostCharted, len(t.Rows))
	}
	column := func(n int) (string, error) {
		name, err := excelize.ColumnNumberToName(n + 1)
		return fmt.Sprintf("%s!$%s$2:$%s$%d", quoted(sheet), name, name, rows+1), err
	}
	labels, err := column(t.Chart.Labels)
	if err != nil {
		return err
	}
	kind := excelize.Col
	if t.Chart.Stacked {
		kind = excelize.ColStacked
	}
	vary, words := false, excelize.Font{Family: "Calibri", Size: 10, Color: "1B1B1B"}
	chart := &excelize.Chart{
		VaryColors: &vary,
		Type:       kind, Title: excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: title, Font: &excelize.Font{Family: "Calibri", Bold: true, Size: 14, Color: "1B1B1B"}}}},
		Legend:    excelize.ChartLegend{Position: "bottom"},
		Dimension: excelize.ChartDimension{Width: 960, Height: 560},
		Format:    excelize.GraphicOptions{AltText: title},
		XAxis:     excelize.ChartAxis{Font: words},
		YAxis:     excelize.ChartAxis{Font: words, MajorGridLines: true, NumFmt: excelize.ChartNumFmt{CustomNumFmt: "#,##0"}},
	}
	for i, v := range t.Chart.Values {
		values, err := column(v)
		if err != nil {
			return err
		}
		name, err := excelize.CoordinatesToCellName(v+1, 1, true)
		if err != nil {
			return err
		}
		chart.Series = append(chart.Series, excelize.ChartSeries{
			Name: quoted(sheet) + "!" + name, Categories: labels, Values: values,
			Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{palette[i%len(palette)]}},
		})
	}
	return b.file.AddChart(on, "A1", chart)
}
