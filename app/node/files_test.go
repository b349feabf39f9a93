package node_test

import (
	"bytes"
	"compress/zlib"
	"context"
	"crypto/ecdsa"
	crand "crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"civicdesk/app"
	"civicdesk/app/document"
	"civicdesk/app/fault"
	"civicdesk/app/hiring"
	"civicdesk/app/node"
	"civicdesk/app/policy"
	"civicdesk/storage/blob"
	"civicdesk/storage/record"
	"civicdesk/sync/client"
	"civicdesk/sync/protocol"
)

// noise is a JPEG to whoever looks at its beginning, of bytes that do not repeat.
func noise(size int) []byte {
	b := make([]byte, size)
	rand.NewChaCha8([32]byte{byte(size)}).Read(b)
	return append([]byte("\xff\xd8\xff"), b[3:]...)
}

// smallPDF is a PDF of so many empty pages.
func smallPDF(pages int) []byte {
	var b bytes.Buffer
	var at []int
	object := func(text string) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(at), text)
	}
	b.WriteString("%PDF-1.4\n")
	object("<< /Type /Catalog /Pages 2 0 R >>")
	object(fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", strings.TrimSpace(strings.Repeat("3 0 R ", pages)), pages))
	object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << >> >>")
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, o := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return b.Bytes()
}

// pdfBomb is a PDF of some kilobytes whose table of objects unfolds to a gibibyte.
func pdfBomb() []byte {
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	z.Write(bytes.Repeat([]byte{0x81, 0}, 8<<20)) // run length: 128 zeros each
	z.Close()
	head := "%PDF-1.5\n"
	return fmt.Appendf(nil, "%s1 0 obj\n<< /Type /XRef /Size 2 /W [1 2 1] /Root 1 0 R /Filter [/FlateDecode /RunLengthDecode] /Length %d >>\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n",
		head, packed.Len(), packed.String(), len(head))
}

var applications = hiring.Applications.Name()

// attach adds a file to the application and returns what the list shows of it.
func attach(t *testing.T, s *node.Session, owner app.ID, name string, content []byte) document.Info {
	t.Helper()
	i, err := s.Documents.Add(s.Context(context.Background()), applications, owner, name, bytes.NewReader(content))
	must(t, err)
	return i
}

func files(t *testing.T, s *node.Session, owner app.ID) []document.Info {
	t.Helper()
	list, err := s.Documents.List(s.Context(context.Background()), applications, owner)
	must(t, err)
	return list
}

// read is the content as a person gets it, from here or from the server.
func read(s *node.Session, id app.ID) ([]byte, error) {
	r, _, err := s.Documents.Open(s.Context(context.Background()), id)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	_, err = r.WriteTo(&b)
	return b.Bytes(), document.Words(err)
}

func wantFile(t *testing.T, s *node.Session, id app.ID, want []byte) {
	t.Helper()
	got, err := read(s, id)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("read %d bytes, %v; want %d", len(got), err, len(want))
	}
}

func queueEmpty(t *testing.T, s *node.Session) {
	t.Helper()
	if q, err := s.DB.Queue(context.Background()); err != nil || q.Waiting+q.Refused != 0 {
		t.Errorf("%+v %v", q, err)
	}
}

// Two people of an office attach to one application while neither has a
// connection. Both files arrive, and each reads the other's; work on other
// records goes on while a file is on its way.
func TestAFileGoesFromDesktopToDesktop(t *testing.T) {
	t.Parallel()
	srv, v, code := officeOf(t)
	_, rosa, ctx := enrolled(t, t.TempDir(), code)
	a, err := rosa.Hiring.SaveDraft(ctx, draft(v, 1))
	must(t, err)
	must(t, rosa.Sync.Run(ctx))
	_, vera, veraCtx := enrolled(t, t.TempDir(), codeFor(t, srv, "vkane", app.Grant{Role: policy.Verifier, Scope: "hiring/hq"}))

	scan, letter := noise(3*blob.ChunkSize+99), smallPDF(3)
	first := attach(t, rosa, a.ID, "scan.jpg", scan)
	second := attach(t, vera, a.ID, "letter.pdf", letter)
	if !first.Here || !first.Waiting || second.Pages != 3 || second.Check != "" {
		t.Errorf("%+v %+v", first, second)
	}
	other, err := rosa.Hiring.SaveDraft(ctx, draft(v, 2))
	must(t, err)
	must(t, rosa.Sync.Run(ctx))
	must(t, vera.Sync.Run(veraCtx))
	must(t, rosa.Sync.Run(ctx))
	queueEmpty(t, rosa)
	queueEmpty(t, vera)
	if list, err := srv.Hiring.Applicants(system, v.ID, ""); err != nil || !slices.ContainsFunc(list, func(x hiring.Applicant) bool { return x.ID == other.ID }) {
		t.Errorf("work beside the file: %+v %v", list, err)
	}
	for _, s := range []*node.Session{rosa, vera} {
		list := files(t, s, a.ID)
		if len(list) != 2 || list[0].ID != first.ID || list[1].ID != second.ID || list[0].Waiting || list[1].Waiting {
			t.Fatalf("%+v", list)
		}
	}
	if files(t, vera, a.ID)[0].Here { // a draft is its keyer's work, nobody else's
		t.Error("a file came that nobody asked for")
	}
	wantFile(t, vera, first.ID, scan)
	wantFile(t, rosa, second.ID, letter)
	if !files(t, vera, a.ID)[0].Here {
		t.Error("a file that was opened did not stay")
	}
	on, _, err := srv.Documents.Open(system, first.ID)
	must(t, err)
	if got, err := io.ReadAll(on); err != nil || !bytes.Equal(got, scan) {
		t.Errorf("the server has %d bytes, %v", len(got), err)
	}
	must(t, rosa.Documents.Remove(ctx, second.ID, "Belongs to somebody else"))
	must(t, rosa.Sync.Run(ctx))
	must(t, vera.Sync.Run(veraCtx))
	if list := files(t, vera, a.ID); !list[1].Removed || list[1].Why == "" {
		t.Errorf("%+v", list[1])
	}
}

// The files of what waits for a person's second keying are there before that
// person opens them, and can be read without a connection.
func TestFilesOfOnesWorkComeEarly(t *testing.T) {
	srv, v, code := officeOf(t)
	_, rosa, ctx := enrolled(t, t.TempDir(), code)
	a, err := rosa.Hiring.SaveDraft(ctx, draft(v, 1))
	must(t, err)
	scan := noise(2 * blob.ChunkSize)
	added := attach(t, rosa, a.ID, "scan.jpg", scan)
	must(t, rosa.Sync.Run(ctx))
	// Here the keyer's second computer stands for a person whose work this is.
	u, err := srv.Accounts.Lookup(system, "rdelgado")
	must(t, err)
	again, err := srv.Accounts.NewEnrolment(system, u.ID)
	must(t, err)
	_, second, _ := enrolled(t, t.TempDir(), again)
	if list := files(t, second, a.ID); len(list) != 1 || !list[0].Here {
		t.Fatalf("%+v", list)
	}
	wantFile(t, second, added.ID, scan)
	// A file that is damaged on the server stops nothing, and is told.
	harmed := attach(t, rosa, a.ID, "other.jpg", noise(3000))
	ops, err := rosa.DB.Unsent(ctx, 0)
	must(t, err)
	chunks, err := document.ChunksOf(ops[len(ops)-1].Changes[0])
	must(t, err)
	must(t, rosa.Sync.Run(ctx))
	must(t, srv.DropChunks(system, chunks))
	secondCtx := second.Context(context.Background())
	must(t, second.Sync.Run(secondCtx))
	if status, err := second.Sync.Status(secondCtx); err != nil || !strings.Contains(status.FileFault, "missing on the server") {
		t.Errorf("%+v %v", status, err)
	}
	if _, err := read(second, harmed.ID); !fault.Is(err, fault.Damaged) {
		t.Errorf("read: %v", err)
	}
}

// A file and its removal go up with one sync: the removal waits behind the file.
func TestARemovalWaitsForItsFile(t *testing.T) {
	_, v, code := officeOf(t)
	_, s, ctx := enrolled(t, t.TempDir(), code)
	a, err := s.Hiring.SaveDraft(ctx, draft(v, 1))
	must(t, err)
	added := attach(t, s, a.ID, "scan.jpg", noise(blob.ChunkSize))
	must(t, s.Documents.Remove(ctx, added.ID, "The wrong paper"))
	ops, err := s.DB.Unsent(ctx, 0)
	must(t, err)
	var push protocol.Push
	for _, op := range ops {
		raw, err := record.Encode(op)
		must(t, err)
		push.Ops = append(push.Ops, raw)
	}
	var pushed protocol.Pushed
	must(t, ask(t, s, protocol.PathPush, push, &pushed))
	if n := len(pushed.Outcomes); n != 3 || pushed.Outcomes[1].State != record.Held || pushed.Outcomes[2].State != record.Held {
		t.Errorf("the removal does not wait with its file: %+v", pushed.Outcomes)
	}
	must(t, s.Sync.Run(ctx))
	queueEmpty(t, s)
	if list := files(t, s, a.ID); len(list) != 1 || !list[0].Removed || list[0].Waiting {
		t.Errorf("%+v", list)
	}
}

// What a desktop may not see it may not fetch, whatever it asks for.
func TestFilesOfOthersAreRefused(t *testing.T) {
	srv, v, code := officeOf(t)
	_, rosa, ctx := enrolled(t, t.TempDir(), code)
	a, err := rosa.Hiring.SaveDraft(ctx, draft(v, 1))
	must(t, err)
	added, other := attach(t, rosa, a.ID, "scan.jpg", noise(9000)), attach(t, rosa, a.ID, "other.jpg", noise(9001))
	chunks := map[app.ID][]blob.ID{}
	ops, err := rosa.DB.Unsent(ctx, 0)
	must(t, err)
	for _, op := range ops {
		for _, c := range op.Changes {
			chunks[c.ID], err = document.ChunksOf(c)
			must(t, err)
		}
	}
	must(t, rosa.Sync.Run(ctx))
	_, agent, agentCtx := enrolled(t, t.TempDir(), codeFor(t, srv, "agent", app.Grant{Role: policy.Agent, Scope: app.InquiryScope(node.InquiryAgency)}))
	_, official, _ := enrolled(t, t.TempDir(), codeFor(t, srv, "official", app.Grant{Role: policy.SelectingOfficial, Scope: "hiring/hq"}))
	for name, c := range map[string]struct {
		who *node.Session
		id  app.ID
		of  app.ID
		ok  bool
	}{
		"one's own":                    {rosa, added.ID, added.ID, true},
		"another subject's":            {agent, added.ID, added.ID, false},
		"an application, by a chooser": {official, added.ID, added.ID, false},
		"another document's chunk":     {rosa, added.ID, other.ID, false},
		"no document":                  {rosa, app.NewID(), added.ID, false},
	} {
		got, err := c.who.Sync.FetchChunks(ctx, "document", c.id, chunks[c.of])
		if c.ok != (err == nil && len(got) == 1) || !c.ok && !fault.Is(err, fault.Denied) {
			t.Errorf("%s: %d chunks, %v", name, len(got), err)
		}
	}
	if _, err := agent.Documents.List(agentCtx, applications, a.ID); err == nil {
		t.Error("the list of an application that is not here")
	}
}

// A chunk is damaged on the disk: it is found, set aside and fetched again.
func TestADamagedChunkIsFetchedAgain(t *testing.T) {
	_, v, code := officeOf(t)
	dir := t.TempDir()
	_, s, ctx := enrolled(t, dir, code)
	a, err := s.Hiring.SaveDraft(ctx, draft(v, 1))
	must(t, err)
	scan := noise(3 * blob.ChunkSize)
	added := attach(t, s, a.ID, "scan.jpg", scan)
	must(t, s.Sync.Run(ctx))
	harmed := chunkFiles(t, dir)[1]
	raw, err := os.ReadFile(harmed)
	must(t, err)
	raw[len(raw)/2] ^= 1
	must(t, os.WriteFile(harmed, raw, 0o600))
	wantFile(t, s, added.ID, scan)
	if healed, err := os.ReadFile(harmed); err != nil || bytes.Equal(healed, raw) {
		t.Errorf("the chunk is not back: %v", err)
	}
}

// A file that is damaged before it was sent comes back to its author with a
// sentence; nothing else waits for it.
func TestAFileLostBeforeItWasSentIsGivenBack(t *testing.T) {
	srv, v, code := officeOf(t)
	dir := t.TempDir()
	_, s, ctx := enrolled(t, dir, code)
	a, err := s.Hiring.SaveDraft(ctx, draft(v, 1))
	must(t, err)
	attach(t, s, a.ID, "scan.jpg", noise(2*blob.ChunkSize))
	must(t, os.Remove(chunkFiles(t, dir)[0]))
	must(t, s.Sync.Run(ctx))
	refused, err := s.DB.Refusals(ctx)
	if err != nil || len(refused) != 1 || !strings.Contains(refused[0].Outcome.Words, "damaged on the computer") {
		t.Fatalf("%+v %v", refused, err)
	}
	if list, err := srv.Hiring.Applicants(system, v.ID, ""); err != nil || len(list) != 1 {
		t.Errorf("the application: %+v %v", list, err)
	}
}

func chunkFiles(t *testing.T, dir string) (paths []string) {
	t.Helper()
	must(t, filepath.WalkDir(node.BlobFolder(dir), func(path string, d fs.DirEntry, err error) error {
		if _, ok := blob.ParseID(filepath.Base(path)); ok {
			paths = append(paths, path)
		}
		return err
	}))
	return paths
}

// What the check of PDFs finds: too many pages are refused with a sentence, a
// file on which the check runs out of memory is kept as it came, and says so.
func TestHostilePDFs(t *testing.T) {
	t.Parallel()
	_, v, code := officeOf(t)
	_, s, ctx := enrolled(t, t.TempDir(), code)
	a, err := s.Hiring.SaveDraft(ctx, draft(v, 1))
	must(t, err)
	_, err = s.Documents.Add(ctx, applications, a.ID, "book.pdf", bytes.NewReader(smallPDF(501)))
	if f := fault.FieldsOf(err); !fault.Is(err, fault.Invalid) || len(f) != 1 || f[0].Name != "file" || !strings.Contains(f[0].Words, "501 pages") {
		t.Errorf("501 pages: %v", err)
	}
	bomb := pdfBomb()
	added := attach(t, s, a.ID, "bomb.pdf", bomb)
	if !strings.Contains(added.Check, "could not be checked") {
		t.Errorf("nothing is said of the bomb: %+v", added)
	}
	wantFile(t, s, added.ID, bomb)
	if list := files(t, s, a.ID); len(list) != 1 {
		t.Errorf("%+v", list)
	}
}

// The limits of a record hold on the server too: what two computers add beyond
// them together comes back to its author, who can still save it.
func TestTheServerRefusesWhatIsTooMuch(t *testing.T) {
	srv, v, code := officeOf(t)
	_, rosa, ctx := enrolled(t, t.TempDir(), code)
	a, err := rosa.Hiring.SaveDraft(ctx, draft(v, 1))
	must(t, err)
	must(t, rosa.Sync.Run(ctx))
	dir := t.TempDir()
	_, vera, veraCtx := enrolled(t, dir, codeFor(t, srv, "vkane", app.Grant{Role: policy.Verifier, Scope: "hiring/hq"}))
	for i := range 50 {
		attach(t, rosa, a.ID, "scan.jpg", noise(100+i))
	}
	if _, err := rosa.Documents.Add(ctx, applications, a.ID, "scan.jpg", bytes.NewReader(noise(9))); !fault.Is(err, fault.Invalid) {
		t.Errorf("the 51st: %v", err)
	}
	late := noise(4000)
	attach(t, vera, a.ID, "late.jpg", late)
	must(t, rosa.Sync.Run(ctx))
	must(t, vera.Sync.Run(veraCtx))
	refused, err := vera.DB.Refusals(veraCtx)
	if err != nil || len(refused) != 1 || len(refused[0].Outcome.Fields) != 1 || refused[0].Outcome.Fields[0].Name != "file" {
		t.Fatalf("%+v %v", refused, err)
	}
	age(t, dir)
	if n, err := vera.Tidy(veraCtx); n != 0 || err != nil {
		t.Errorf("%d collected, %v", n, err)
	}
	r, i, err := vera.Documents.OpenRefused(veraCtx, refused[0].Op.ID)
	must(t, err)
	if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, late) || i.Name != "late.jpg" {
		t.Errorf("%s: %d bytes, %v", i.Name, len(got), err)
	}
}

// A document that names a record, a person or a scope that is not its author's
// is refused by the server.
func TestForgedDocumentsAreRefused(t *testing.T) {
	srv, v, code := officeOf(t)
	dir := t.TempDir()
	_, s, ctx := enrolled(t, dir, code)
	a, err := s.Hiring.SaveDraft(ctx, draft(v, 1))
	must(t, err)
	must(t, s.Sync.Run(ctx))
	blobs, err := blob.OpenFolder(node.BlobFolder(dir), nil)
	must(t, err)
	me := document.Person{User: s.Actor().User, Name: s.Actor().Name}
	for name, forge := range map[string]func(*document.Document, *blob.Manifest){
		"in another's name": func(d *document.Document, _ *blob.Manifest) { d.AddedBy.User = app.NewID() },
		"of no record":      func(d *document.Document, _ *blob.Manifest) { d.Owner = app.NewID() },
		"of another kind":   func(d *document.Document, _ *blob.Manifest) { d.OwnerType = hiring.Vacancies.Name() },
		"elsewhere":         func(d *document.Document, _ *blob.Manifest) { d.Scope = hiring.CertificateScope("hq", v.ID) },
		"with another sum":  func(_ *document.Document, m *blob.Manifest) { m.Sum[0] ^= 1 },
		"with another key":  func(_ *document.Document, m *blob.Manifest) { m.Key[0] ^= 1 },
		"of another kind of file": func(d *document.Document, m *blob.Manifest) {
			m.Media = blob.PNG
			d.Media, d.Name = m.Media.Type(), "scan.png"
		},
	} {
		m, err := blob.Write(ctx, blobs, bytes.NewReader(noise(5000)), blob.Limits{})
		must(t, err)
		d := document.Document{ID: app.NewID(), OwnerType: applications, Owner: a.ID, Scope: a.Scope(), Name: "scan.jpg", Media: m.Media.Type(), Size: m.Size, AddedBy: me}
		forge(&d, &m)
		d.Content = m.Encode()
		must(t, s.DB.Update(ctx, func(tx *record.Tx) error { return document.Documents.Put(tx, d) }))
		must(t, s.Sync.Run(ctx))
		refused, err := s.DB.Refusals(ctx)
		if err != nil || len(refused) != 1 {
			t.Fatalf("%s: %+v %v", name, refused, err)
		}
		must(t, s.DB.Dismiss(ctx, refused[0].Op.ID))
	}
	if list, err := srv.Documents.List(system, applications, a.ID); err != nil || len(list) != 0 {
		t.Errorf("the server has %+v %v", list, err)
	}
}

// The disk is full while a file comes: a clear sentence, and what came before
// does not come again.
func TestDiskFullWhileFetching(t *testing.T) {
	dir := smallDisk(t, 12<<20)
	srv, v, code := officeOf(t)
	_, rosa, ctx := enrolled(t, t.TempDir(), code)
	a, err := rosa.Hiring.SaveDraft(ctx, draft(v, 1))
	must(t, err)
	scan := noise(8 << 20)
	added := attach(t, rosa, a.ID, "scan.jpg", scan)
	must(t, rosa.Sync.Run(ctx))
	_, vera, veraCtx := enrolled(t, filepath.Join(dir, "desk"), codeFor(t, srv, "vkane", app.Grant{Role: policy.Verifier, Scope: "hiring/hq"}))
	ballast := filepath.Join(dir, "ballast")
	must(t, os.WriteFile(ballast, make([]byte, freeBytes(t, dir)-3<<20), 0o600))
	err = vera.FetchDocument(veraCtx, added.ID, nil)
	if !fault.Is(err, fault.Full) || !strings.Contains(fault.Words(err), "disk is full") {
		t.Fatalf("%v", err)
	}
	before := len(chunkFiles(t, filepath.Join(dir, "desk")))
	must(t, os.Remove(ballast))
	came := 0
	must(t, vera.FetchDocument(veraCtx, added.ID, func(int64, int64) { came++ }))
	if came != 32-before || before == 0 {
		t.Errorf("%d chunks were here, %d came; want 32 together", before, came)
	}
	wantFile(t, vera, added.ID, scan)
}

// TestChildThatAttaches is the program that TestKillWhileFilesMove ends: it signs
// in, attaches files, saying of each that it is saved, and sends, until it is
// killed.
func TestChildThatAttaches(t *testing.T) {
	dir, owner, _ := strings.Cut(os.Getenv("CIVICDESK_ATTACH"), "|")
	if owner == "" {
		t.Skip("only as the child of TestKillWhileFilesMove")
	}
	d, err := node.OpenDesktop(dir, cheap)
	must(t, err)
	s, ctx := signIn(t, d, "rdelgado", password)
	for {
		content := noise(rand.IntN(3*blob.ChunkSize) + 10)
		i := attach(t, s, app.ID(owner), "scan.jpg", content)
		fmt.Printf("saved %s %x\n", i.ID, sha256.Sum256(content))
		if err := s.Sync.Run(ctx); err != nil {
			fmt.Println("sync:", err)
		}
		fmt.Println("sent", i.ID)
	}
}

// The program is killed at any moment while it attaches and sends files: every
// file that it had called saved arrives, whole.
func TestKillWhileFilesMove(t *testing.T) {
	t.Parallel()
	srv, v, code := officeOf(t)
	dir := t.TempDir()
	_, s, ctx := enrolled(t, dir, code)
	a, err := s.Hiring.SaveDraft(ctx, draft(v, 1))
	must(t, err)
	must(t, s.DB.Close())
	saved := map[app.ID]string{}
	for round := range 4 {
		cmd := exec.Command(os.Args[0], "-test.run", "^TestChildThatAttaches$", "-test.v")
		cmd.Env = append(os.Environ(), "CIVICDESK_ATTACH="+dir+"|"+string(a.ID))
		out, err := cmd.StdoutPipe()
		must(t, err)
		must(t, cmd.Start())
		killed := errors.Join(untilLine(out, 2*round+1, func(id, sum string) { saved[app.ID(id)] = sum }), cmd.Process.Kill())
		cmd.Wait()
		must(t, killed)
	}
	d, err := node.OpenDesktop(dir, cheap)
	must(t, err)
	s, ctx = signIn(t, d, "rdelgado", password)
	must(t, s.Sync.Run(ctx))
	queueEmpty(t, s)
	for id, want := range saved {
		r, _, err := srv.Documents.Open(system, id)
		must(t, err)
		got, err := io.ReadAll(r)
		if sum := fmt.Sprintf("%x", sha256.Sum256(got)); err != nil || sum != want {
			t.Errorf("a file that was saved: %d bytes, %v", len(got), err)
		}
	}
	if len(saved) < 4 {
		t.Errorf("only %d files were saved", len(saved))
	}
	must(t, s.DB.Close())
}

// untilLine reads the child's lines until that many have come, and tells those
// that say saved.
func untilLine(r io.Reader, lines int, saved func(id, sum string)) error {
	var text strings.Builder
	for one := make([]byte, 1); lines > 0; {
		if _, err := r.Read(one); err != nil {
			return fmt.Errorf("the child ended early: %w", err)
		}
		if text.WriteByte(one[0]); one[0] != '\n' {
			continue
		}
		if f := strings.Fields(text.String()); len(f) > 1 && (f[0] == "saved" || f[0] == "sent") {
			if lines--; f[0] == "saved" {
				saved(f[1], f[2])
			}
		}
		text.Reset()
	}
	return nil
}

// age makes every chunk of the desktop old enough to be collected.
func age(t *testing.T, dir string) {
	t.Helper()
	long := time.Unix(1e9, 0)
	for _, path := range chunkFiles(t, dir) {
		must(t, os.Chtimes(path, long, long))
	}
}

// On a computer that nobody else uses, chunks that nothing names go after a
// while; those of an operation that waits stay.
func TestOrphansGoAfterAWhile(t *testing.T) {
	_, v, code := officeOf(t)
	dir := t.TempDir()
	_, s, ctx := enrolled(t, dir, code)
	a, err := s.Hiring.SaveDraft(ctx, draft(v, 1))
	must(t, err)
	attach(t, s, a.ID, "scan.jpg", noise(5000))
	aged, err := blob.OpenFolder(node.BlobFolder(dir), nil)
	must(t, err)
	_, err = blob.Write(ctx, aged, bytes.NewReader(noise(6000)), blob.Limits{})
	must(t, err)
	age(t, dir)
	if n, err := s.Tidy(ctx); n != 1 || err != nil {
		t.Errorf("%d collected, %v", n, err)
	}
	must(t, s.Sync.Run(ctx))
	queueEmpty(t, s)
}

// ask sends a request as the session's device could, whatever the program itself
// would send.
func ask(t *testing.T, s *node.Session, path string, q, a any) error {
	t.Helper()
	p := s.Profile()
	web := &http.Client{Transport: client.Transport()}
	res, err := web.Get(p.Server + protocol.PathNonce)
	must(t, err)
	text, err := io.ReadAll(res.Body)
	must(t, err)
	nonce, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	must(t, err)
	session, err := protocol.Dial(p.SyncKey, path)
	must(t, err)
	body, err := record.Encode(q)
	must(t, err)
	k, err := x509.ParsePKCS8PrivateKey(p.DeviceKey)
	must(t, err)
	sum := sha256.Sum256(session.SignedText(nonce, body))
	signature, err := ecdsa.SignASN1(crand.Reader, k.(*ecdsa.PrivateKey), sum[:])
	must(t, err)
	sealed, err := session.Seal(protocol.Request{Device: p.Device, Nonce: nonce, Signature: signature, Body: body})
	must(t, err)
	res, err = web.Post(p.Server+path, "application/octet-stream", bytes.NewReader(sealed))
	must(t, err)
	text, err = io.ReadAll(res.Body)
	must(t, err)
	answer, err := session.Open(text)
	must(t, err)
	if answer.Fault != nil {
		return answer.Fault.Error("ask")
	}
	return record.Decode(answer.Body, a)
}

// Only what the device's own held operation names is taken; a held operation says
// nothing to anybody else.
func TestOnlyWhatIsWaitedForIsTaken(t *testing.T) {
	srv, v, code := officeOf(t)
	dir := t.TempDir()
	_, rosa, ctx := enrolled(t, dir, code)
	a, err := rosa.Hiring.SaveDraft(ctx, draft(v, 1))
	must(t, err)
	must(t, rosa.Sync.Run(ctx))
	_, vera, _ := enrolled(t, t.TempDir(), codeFor(t, srv, "vkane", app.Grant{Role: policy.Verifier, Scope: "hiring/hq"}))
	added := attach(t, rosa, a.ID, "scan.jpg", noise(blob.ChunkSize+5))
	ops, err := rosa.DB.Unsent(ctx, 0)
	must(t, err)
	raw, err := record.Encode(ops[0])
	must(t, err)
	var pushed protocol.Pushed
	must(t, ask(t, rosa, protocol.PathPush, protocol.Push{Ops: []record.Raw{raw}}, &pushed))
	if len(pushed.Outcomes) != 1 || pushed.Outcomes[0].State != record.Held {
		t.Fatalf("%+v", pushed)
	}
	if _, _, err := srv.Documents.Open(system, added.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("a held document is there: %v", err)
	}
	ids, err := document.ChunksOf(ops[0].Changes[0])
	must(t, err)
	blobs, err := blob.OpenFolder(node.BlobFolder(dir), nil)
	must(t, err)
	chunk, err := blobs.Get(ctx, ids[0])
	must(t, err)
	op := ops[0].ID
	var done protocol.PutDone
	for name, refused := range map[string]error{
		"by another device":    ask(t, vera, protocol.PathPut, protocol.PutChunk{Op: op, Sealed: chunk}, &done),
		"that is not named":    ask(t, rosa, protocol.PathPut, protocol.PutChunk{Op: op, Sealed: noise(5000)}, &done),
		"of no operation":      ask(t, rosa, protocol.PathPut, protocol.PutChunk{Op: app.NewID(), Sealed: chunk}, &done),
		"of a changed content": ask(t, rosa, protocol.PathPut, protocol.PutChunk{Op: op, Sealed: append(bytes.Clone(chunk), 0)}, &done),
	} {
		if !fault.Is(refused, fault.Denied) {
			t.Errorf("a chunk %s: %v", name, refused)
		}
	}
	var lacking protocol.Lacking
	must(t, ask(t, vera, protocol.PathLacks, protocol.Lacks{Op: op}, &lacking))
	if !lacking.Unknown || len(lacking.Chunks) > 0 {
		t.Errorf("another device is told %+v", lacking)
	}
	must(t, ask(t, vera, protocol.PathLacks, protocol.Lacks{Op: op, Lost: true}, &lacking))
	for range 2 { // again and again without an effect
		must(t, ask(t, rosa, protocol.PathPut, protocol.PutChunk{Op: op, Sealed: chunk}, &done))
		if len(done.Outcomes) > 0 {
			t.Errorf("decided with a chunk lacking: %+v", done)
		}
	}
	if n, err := srv.Tidy(system); n != 0 || err != nil {
		t.Errorf("%d collected, %v", n, err)
	}
	must(t, rosa.Sync.Run(ctx))
	queueEmpty(t, rosa)
	if _, _, err := srv.Documents.Open(system, added.ID); err != nil {
		t.Error(err)
	}
}

// A record is erased: its files go with it, from the server's store and from
// every desktop's folder, those that were removed too.
func TestFilesAreErasedWithTheirRecord(t *testing.T) {
	srv, v, code := officeOf(t)
	dir := t.TempDir()
	_, s, ctx := enrolled(t, dir, code)
	a, err := s.Hiring.SaveDraft(ctx, draft(v, 1))
	must(t, err)
	other, err := s.Hiring.SaveDraft(ctx, draft(v, 2))
	must(t, err)
	first, second := attach(t, s, a.ID, "scan.jpg", noise(blob.ChunkSize+5)), attach(t, s, a.ID, "other.jpg", noise(4000))
	must(t, s.Documents.Remove(ctx, second.ID, "The wrong paper"))
	kept := attach(t, s, other.ID, "kept.jpg", noise(5000))
	must(t, s.Sync.Run(ctx))
	if n := len(chunkFiles(t, dir)); n != 4 {
		t.Fatalf("%d chunks", n)
	}
	erased, err := srv.Erase(system, "GRS 2.1, item 050", record.Ref{Type: applications, ID: a.ID})
	if err != nil || len(erased.Refs) != 3 {
		t.Fatalf("%+v %v", erased, err)
	}
	if n, err := srv.Chunks(system); n != 1 || err != nil {
		t.Errorf("%d chunks on the server, %v", n, err)
	}
	must(t, s.Sync.Run(ctx))
	if n := len(chunkFiles(t, dir)); n != 1 {
		t.Errorf("%d chunks on the desktop", n)
	}
	if _, err := read(s, first.ID); err == nil {
		t.Error("an erased file opens")
	}
	wantFile(t, s, kept.ID, noise(5000))
}

// A record is erased while a file of it is on its way: the file is refused, and
// nothing else is held up.
func TestAHeldFileOfAnErasedRecord(t *testing.T) {
	srv, v, code := officeOf(t)
	_, s, ctx := enrolled(t, t.TempDir(), code)
	a, err := s.Hiring.SaveDraft(ctx, draft(v, 1))
	must(t, err)
	must(t, s.Sync.Run(ctx))
	attach(t, s, a.ID, "scan.jpg", noise(4000))
	ops, err := s.DB.Unsent(ctx, 0)
	must(t, err)
	raw, err := record.Encode(ops[0])
	must(t, err)
	var pushed protocol.Pushed
	must(t, ask(t, s, protocol.PathPush, protocol.Push{Ops: []record.Raw{raw}}, &pushed))
	_, err = srv.Erase(system, "GRS 2.1, item 050", record.Ref{Type: applications, ID: a.ID})
	must(t, err)
	if _, err := s.Hiring.SaveDraft(ctx, draft(v, 2)); err != nil {
		t.Error(err)
	}
	must(t, s.Sync.Run(ctx))
	must(t, s.Sync.Run(ctx))
	queueEmpty(t, s)
	if list, err := s.Documents.List(ctx, applications, a.ID); err == nil {
		t.Errorf("%+v", list)
	}
	if n, err := srv.Kept(system); n != 0 || err != nil {
		t.Errorf("the server keeps %d operations of it, %v", n, err)
	}
}
