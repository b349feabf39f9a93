package servers_test

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/inquiry"
	"civicdesk/app/node"
	"civicdesk/app/sample"
	"civicdesk/app/web/visitor"
)

// load is the people who use the department while its servers come and go.
type load struct {
	d        *department
	ctx      context.Context // ends when the people stop
	stop     context.CancelFunc
	people   sync.WaitGroup
	desktops []*desktop

	mu       sync.Mutex
	sent     map[string]bool // tracking numbers of forms that the public was told
	trouble  int             // requests that failed and were made again
	inOrder  int             // of those, while servers were stopped in order
	last     string          // why the last of them did
	wrong    []error
	careful  atomic.Bool // no request of the public may fail now
	progress atomic.Int64
}

// desktop is a real one, with its folder and its queue.
type desktop struct {
	*node.Session
	login string
	calls map[app.ID]bool // that its person saved
}

func newLoad(d *department) *load {
	l := &load{d: d, sent: map[string]bool{}}
	l.ctx, l.stop = context.WithCancel(context.Background())
	return l
}

func (l *load) fail(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.wrong = append(l.wrong, err)
}

// mostInOrder is how many requests may fail while servers are stopped in order:
// those that meet a connection at the moment it is closed, which nginx does not
// send to another server since it cannot know whether they were taken.
const mostInOrder = 10

// again counts a request that failed. Only failures that pass are allowed, and
// hardly any while servers are stopped in order.
func (l *load) again(who string, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.trouble++
	l.last = fmt.Sprintf("%s: %v", who, err)
	if !l.careful.Load() {
		return
	}
	if l.inOrder++; l.inOrder > mostInOrder {
		l.wrong = append(l.wrong, fmt.Errorf("%s while servers were stopped in order: %w", who, err))
	}
}

// enroll makes a desktop for a person.
func (l *load) enroll(login, code string) error {
	d, err := node.OpenDesktop(filepath.Join(l.d.dir, "desktop-"+login), node.DesktopOptions{})
	if err != nil {
		return err
	}
	s, err := d.Enroll(context.Background(), strings.TrimSpace(code), sample.Password, "computer of "+login)
	if err != nil {
		return err
	}
	l.desktops = append(l.desktops, &desktop{s, login, map[app.ID]bool{}})
	return nil
}

// agent logs calls and synchronises, again and again.
func (l *load) agent(n int, d *desktop) {
	calls := sample.Inquiries(int64(1000+n), 4000, app.DateOf(time.Now()))
	ctx := d.Context(context.Background())
	for i := 0; l.ctx.Err() == nil; i++ {
		c := calls[i%len(calls)]
		if c.Channel == inquiry.ByWeb {
			continue
		}
		c.ID, c.Received = app.NewID(), ""
		if _, err := d.Inquiries.LogCall(ctx, c); err != nil {
			l.fail(fmt.Errorf("%s logs a call: %w", d.login, err))
			return
		}
		d.calls[c.ID] = true
		if i%5 == 4 {
			l.sync(ctx, d)
		}
		pause(l.ctx, 20*time.Millisecond)
	}
}

// sync is one synchronisation. It may fail because nobody answers, and for no
// other reason: nobody is signed out.
func (l *load) sync(ctx context.Context, d *desktop) bool {
	err := d.Sync.Run(ctx)
	switch {
	case err == nil:
		l.progress.Add(1)
		return true
	case fault.Is(err, fault.Unavailable):
		l.again(d.login, err)
	default:
		l.fail(fmt.Errorf("%s synchronises: %w", d.login, err))
	}
	return false
}

// visitor fills in the form again and again, each time as somebody else, and
// sends it until it is told the number.
func (l *load) visitor(n int) {
	client := browser()
	for i := 0; l.ctx.Err() == nil; i++ {
		form := question(n, i)
		page := l.fill(client, form)
		if page == nil {
			return
		}
		number := l.send(page)
		if i%4 == 3 { // pressed twice
			if twice := l.send(page); twice != number {
				l.fail(fmt.Errorf("a form sent twice has the numbers %q and %q", number, twice))
			}
		}
		l.mu.Lock()
		if l.sent[number] {
			l.wrong = append(l.wrong, fmt.Errorf("two forms were given the number %q", number))
		}
		l.sent[number] = true
		l.mu.Unlock()
		l.progress.Add(1)
	}
}

// question is what visitor n asks the i-th time, unlike all others.
func question(n, i int) map[string][]string {
	var c inquiry.CallForm
	for _, c = range sample.Inquiries(int64(n), 60, app.DateOf(time.Now())) {
		if c.Channel == inquiry.ByWeb && !c.Form.OneName && !c.Form.WorkZIPUnknown && len(c.Form.Description) >= 8 {
			break
		}
	}
	f, who := c.Form, fmt.Sprintf("%c%c%c", 'a'+n%26, 'a'+i/26%26, 'a'+i%26)
	return map[string][]string{"category": {f.Category}, "description": {fmt.Sprintf("Question %d of visitor %d: %s", i, n, f.Description)}, "company": {f.Company},
		"city": {f.City}, "state": {f.State}, "workZip": {f.WorkZIP}, "firstName": {"Ana " + who}, "lastName": {"Quest" + who}, "homeZip": {"20210"},
		"preferredContact": {"email"}, "email": {"visitor." + who + "@example.org"}}
}

// fill walks through the form's pages; nil when the people stop meanwhile.
func (l *load) fill(client *http.Client, form map[string][]string) *visitor.Page {
	for l.ctx.Err() == nil {
		v, err := visitor.New(l.d.address(), client)
		if err == nil {
			var page *visitor.Page
			if page, err = v.Walk(context.Background(), "/ask", form); err == nil {
				return page
			}
		}
		l.again("the public", err)
		pause(l.ctx, 100*time.Millisecond)
	}
	return nil
}

// send presses the button until there is a receipt: what was begun is ended,
// also when the people stop.
func (l *load) send(page *visitor.Page) string {
	for until := time.Now().Add(time.Minute); ; pause(context.Background(), 100*time.Millisecond) {
		number, _, err := page.Send(context.Background())
		if err == nil {
			return number
		}
		l.again("the public", err)
		if time.Now().After(until) {
			l.fail(fmt.Errorf("a form could not be sent for a minute: %w", err))
			return ""
		}
	}
}

// said is how it stands, for a test that fails.
func (l *load) said() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return fmt.Sprintf("%d requests failed and were made again, the last: %s; wrong: %v", l.trouble, l.last, l.wrong)
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
