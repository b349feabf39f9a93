//go:build linux

package search

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// The benchmarks’ documents are inquiries as the desk sees them, in the order of
// their keyed places, which is no order: a name, an
// address, a telephone number, an employer and some sixty words of text.
var (
	given   = strings.Fields("María José Ana Rosa Luis Jürgen Łukasz DeShawn Mary Patricia Linda Barbara James Robert John Michael William David Richard Thomas Charles Wei Li Thị Nguyễn Aisha Fatima Mohammed Olga Ivan Priya Raj Kenji Yuki Elizabeth Jennifer Susan Margaret Dorothy Lisa Nancy Karen Betty Helen Sandra Donna Carol Ruth Sharon")
	family  = strings.Fields("Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez Wilson Anderson Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson Walker Young Allen King Wright Scott Torres Nguyen Hill Flores Green Adams Nelson Baker Hall Rivera Campbell Mitchell Carter Roberts Delgado Núñez-O’Brien Müller Wójcik")
	employs = strings.Fields("Acme Northern Pacific Summit Harbor Prairie Granite Cedar Valley Liberty Union Pioneer Keystone Evergreen Blue")
	common  = strings.Fields("my employer did not pay the overtime for last month and told me that leave is refused because I asked about safety on site supervisor manager wages hours shift contract apprentice disability pregnancy religion accommodation promotion interview harassment complaint filed office letter answer received worker payment hourly schedule training equipment ladder chemical exposure warehouse hospital school federal contractor")
)

func inquiries(n int) []Doc {
	r := rand.New(rand.NewPCG(1, 2))
	pick := func(list []string) string { return list[r.IntN(len(list))] }
	syllables := strings.Fields("ba ko ri ten mar lo vi sha gre don el ham ste wil ro ber ton ly ne sa")
	words := slices.Clone(common) // and a long tail, as language has
	for len(words) < 8000 {
		words = append(words, pick(syllables)+pick(syllables)+pick(syllables))
	}
	zipf := rand.NewZipf(r, 1.1, 8, uint64(len(words)-1))
	docs := make([]Doc, n)
	for i := range docs {
		last := pick(family)
		if r.IntN(3) == 0 { // the long tail of names
			last = pick(syllables) + pick(syllables) + pick(syllables) + pick(syllables)
		}
		first := pick(given)
		text := make([]string, 60)
		for j := range text {
			text[j] = words[zipf.Uint64()]
		}
		docs[i] = Doc{ID: fmt.Sprintf("%020d", i), Ref: fmt.Sprintf("0197a3c2-0000-7000-8000-%012d", i), Type: "inquiry", Scope: "inquiries/ofccp", When: r.Uint64(), Fields: []Field{
			{"name", Name, first + " " + last}, {"number", Number, fmt.Sprintf("%04X-%04X-%04X", r.IntN(1<<16), r.IntN(1<<16), r.IntN(1<<16))},
			{"email", Email, fmt.Sprintf("%s.%s%d@example.org", strings.ToLower(first), strings.ToLower(last), r.IntN(1000))}, {"phone", Phone, fmt.Sprintf("+1%03d%03d%04d", 200+r.IntN(800), 200+r.IntN(800), r.IntN(10000))},
			{"company", Company, pick(employs) + " " + pick(employs) + " Inc"}, {"subject", Subject, "Wages and hours"}, {"description", Text, strings.Join(text, " ")}}}
	}
	return docs
}

func heapMB() float64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / (1 << 20)
}

// processor is the time that the program (or, alone, this thread) has had of the
// processors: it does not count what other programs take.
func processor(clock int32) time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(clock, &t); err != nil {
		panic(err)
	}
	return time.Duration(t.Nano())
}

// BenchmarkSearch prints what docs/search.md tells: run it with
// go test -run none -bench Search -benchtime 1x ./storage/search
func BenchmarkSearch(b *testing.B) {
	for _, n := range []int{50_000, 500_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			if n > 50_000 && testing.Short() {
				b.Skip("half a million documents in a short run")
			}
			for range b.N {
				measure(b, n)
			}
		})
	}
}

func measure(b *testing.B, n int) {
	docs := inquiries(n)
	before := heapMB()
	cpu := processor(unix.CLOCK_PROCESS_CPUTIME_ID)
	x := New()
	defer x.Close()
	start := time.Now()
	for from := 0; from < n; from += fullSegment {
		x.Apply(docs[from:min(from+fullSegment, n)])
	}
	b.ReportMetric(time.Since(start).Seconds(), "build-s")
	b.ReportMetric((processor(unix.CLOCK_PROCESS_CPUTIME_ID) - cpu).Seconds(), "build-cpu-s")
	x.work.Wait()
	b.ReportMetric(heapMB()-before, "index-MB")
	b.ReportMetric(float64(len(*x.view.Load())), "segments")
	report := func(name string, times []time.Duration) {
		slices.Sort(times)
		b.ReportMetric(float64(times[len(times)/2].Microseconds())/1000, name+"-p50-ms")
		b.ReportMetric(float64(times[len(times)*99/100].Microseconds())/1000, name+"-p99-ms")
	}
	r := rand.New(rand.NewPCG(3, 4))
	queries := func(name string, count int, text func(d Doc) string) {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		times, own := make([]time.Duration, count), make([]time.Duration, count)
		for i := range times {
			q := text(docs[r.IntN(n)])
			start, cpu := time.Now(), processor(unix.CLOCK_THREAD_CPUTIME_ID)
			x.Search(Query{Text: q})
			times[i], own[i] = time.Since(start), processor(unix.CLOCK_THREAD_CPUTIME_ID)-cpu
		}
		report(name, times)
		report(name+"-cpu", own)
	}
	word := func(d Doc) string { // any word of the document, as scans of peers were asked
		all := strings.Fields(d.Fields[0].Text + " " + d.Fields[4].Text + " " + d.Fields[6].Text)
		return all[r.IntN(len(all))]
	}
	four := func(s string) string { runes := []rune(s); return string(runes[:min(4, len(runes))]) }
	queries("typed", 2000, func(d Doc) string { return four(word(d)) })
	queries("name", 2000, func(d Doc) string { return four(d.Fields[0].Text[strings.IndexByte(d.Fields[0].Text, ' ')+1:]) })
	queries("letter", 300, func(d Doc) string { return strings.ToLower(d.Fields[0].Text[:1]) })
	queries("two", 1000, func(d Doc) string { return d.Fields[0].Text })
	queries("slip", 300, func(d Doc) string { f := d.Fields[0].Text; return f[strings.IndexByte(f, ' ')+1:] + "x" })
	queries("phone", 1000, func(d Doc) string { return d.Fields[3].Text[5:] })
	times := make([]time.Duration, 1000)
	for i := range times {
		d := docs[r.IntN(n)]
		start := time.Now()
		x.Apply([]Doc{d})
		times[i] = time.Since(start)
	}
	report("add", times)
}
