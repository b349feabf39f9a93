package command

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/config"
	"civicdesk/app/fault"
	"civicdesk/app/node"
	"civicdesk/storage/seal"
)

// A server's folder can be open in one program at a time. When “civicdesk serve”
// has it, a command is sent to that program, sealed under a key derived from
// server.key: whoever can read the key file could open the store anyway.

const adminPath = "/admin/v1/run"

// running says where the server that has the folder open listens.
type running struct {
	Address string `json:"address"`
	Boot    app.ID `json:"boot"`
}

type adminRequest struct {
	Boot  app.ID   `json:"boot"`
	ID    app.ID   `json:"id"`
	Args  []string `json:"args"`
	Cwd   string   `json:"cwd"`
	Stdin []byte   `json:"stdin"`
}

type adminAnswer struct {
	Out    []byte `json:"out"`
	Err    []byte `json:"err"`
	Status int    `json:"status"`
}

type serverKey struct{}
type cwdKey struct{}
type argsKey struct{} // the command line, for the program that has the folder open

// withServer runs fn on the server of the data folder, as the system: who may
// run commands on the server's own machine is the operating system's business.
func withServer(cmd *cobra.Command, fn func(ctx context.Context, s *node.Server) error) error {
	ctx := app.WithActor(cmd.Context(), account.System)
	if s, ok := cmd.Context().Value(serverKey{}).(*node.Server); ok {
		return fn(ctx, s)
	}
	c, err := serverSettings(cmd)
	if err != nil {
		return err
	}
	s, err := node.OpenServer(ctx, c.Data, node.ServerOptions{Store: c.Store, Key: c.Key})
	if fault.Is(err, fault.InUse) {
		return askRunning(cmd, c)
	}
	if err != nil {
		return err
	}
	return errors.Join(fn(ctx, s), s.Close())
}

// errStatus carries the exit status of a command that ran elsewhere.
type errStatus int

func (errStatus) Error() string { return "the command failed on the running server" }

func askRunning(cmd *cobra.Command, c config.Config) error {
	inUse := func(err error) error {
		return fault.E("command.admin", fault.InUse, "Another Civic Desk program has this data folder open and does not answer. Close it first.", err)
	}
	raw, err := os.ReadFile(filepath.Join(c.Data, "serve.json"))
	if err != nil {
		return inUse(err)
	}
	var at running
	if err := json.Unmarshal(raw, &at); err != nil {
		return inUse(err)
	}
	key, err := node.AdminKey(c.Data, c.Key)
	if err != nil {
		return err
	}
	req := adminRequest{Boot: at.Boot, ID: app.NewID()}
	req.Args, _ = cmd.Context().Value(argsKey{}).([]string)
	req.Cwd, _ = os.Getwd()
	if f, ok := cmd.InOrStdin().(*os.File); !ok || !isTerminal(f) {
		req.Stdin, _ = io.ReadAll(io.LimitReader(cmd.InOrStdin(), 1<<20))
	}
	plain, err := json.Marshal(req)
	if err != nil {
		return err
	}
	client := &http.Client{} // no limit of time: a backup takes as long as it takes
	ask, err := http.NewRequestWithContext(cmd.Context(), http.MethodPost, at.Address+adminPath, bytes.NewReader(key.Box().Seal(nil, plain, []byte("ask"))))
	if err != nil {
		return inUse(err)
	}
	resp, err := client.Do(ask)
	if err != nil {
		return inUse(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 64<<20))
	if err != nil || resp.StatusCode != http.StatusOK {
		return inUse(err)
	}
	opened, err := key.Box().Open(body, []byte("answer "+string(req.ID)))
	if err != nil {
		return inUse(err)
	}
	var answer adminAnswer
	if err := json.Unmarshal(opened, &answer); err != nil {
		return inUse(err)
	}
	cmd.OutOrStdout().Write(answer.Out)
	cmd.ErrOrStderr().Write(answer.Err)
	if answer.Status != 0 {
		return errStatus(answer.Status)
	}
	return nil
}

// adminHandler answers commands of the machine's own operator.
type adminHandler struct {
	server *node.Server
	key    seal.Key
	boot   app.ID

	mu   sync.Mutex
	seen map[app.ID]bool
}

func (h *adminHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !fromHere(r) {
		http.NotFound(w, r)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 2<<20))
	var req adminRequest
	if err == nil {
		var plain []byte
		if plain, err = h.key.Box().Open(body, []byte("ask")); err == nil {
			err = json.Unmarshal(plain, &req)
		}
	}
	if err != nil || req.Boot != h.boot || !h.first(req.ID) {
		http.Error(w, "not for this server", http.StatusForbidden)
		return
	}
	noDeadline(w)
	var out, errs bytes.Buffer
	ctx := context.WithValue(context.WithValue(r.Context(), serverKey{}, h.server), cwdKey{}, req.Cwd)
	status := run(ctx, newRoot(), req.Args, bytes.NewReader(req.Stdin), &out, &errs)
	plain, err := json.Marshal(adminAnswer{out.Bytes(), errs.Bytes(), status})
	if err != nil {
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	w.Write(h.key.Box().Seal(nil, plain, []byte("answer "+string(req.ID))))
}

// noDeadline lets the command take its time. Where no deadline can be set there
// is none.
func noDeadline(w http.ResponseWriter) {
	c := http.NewResponseController(w)
	c.SetReadDeadline(time.Time{}) // it would end the request's context
	c.SetWriteDeadline(time.Time{})
}

// fromHere says whether the request comes from this machine: commands are run by
// its operator, so that a copy of server.key alone commands nothing from afar.
func fromHere(r *http.Request) bool {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return false
	}
	if from.Addr().Unmap().IsLoopback() {
		return true
	}
	to, _ := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if to == nil {
		return false
	}
	at, err := netip.ParseAddrPort(to.String())
	return err == nil && at.Addr().Unmap() == from.Addr().Unmap()
}

func (h *adminHandler) first(id app.ID) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.seen[id] {
		return false
	}
	h.seen[id] = true
	return true
}

// pathOf is a file that the command line names, from where it was typed.
func pathOf(cmd *cobra.Command, path string) string {
	if cwd, ok := cmd.Context().Value(cwdKey{}).(string); ok && !filepath.IsAbs(path) {
		return filepath.Join(cwd, path)
	}
	return path
}
