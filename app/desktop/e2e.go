//go:build e2e

package desktop

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/http"
	"reflect"
	"strings"
)

// TestHandler serves the pages and, to them alone, the bound methods over HTTP
// on loopback, so that tests drive the screens in an ordinary browser. It is
// compiled with the tag e2e only; no shipped program opens a port.
func TestHandler(d *Desktop, pages fs.FS) http.Handler {
	methods := allowed(d.Bound())
	mux := http.NewServeMux()
	mux.Handle("/", policed(http.FileServerFS(pages)))
	mux.Handle("GET /news", newsStream(d))
	mux.HandleFunc("POST /rpc/{name}", func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil || host != "127.0.0.1" || r.Header.Get("X-Civic-Desk") != "e2e" {
			http.Error(w, "only the test page may call", http.StatusForbidden)
			return
		}
		m, ok := methods[r.PathValue("name")]
		if !ok {
			http.Error(w, "no such method", http.StatusNotFound)
			return
		}
		var args []json.RawMessage
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 4<<20)).Decode(&args); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		result, err := invoke(m, args)
		answer := map[string]any{"result": result}
		if err != nil {
			answer = map[string]any{"error": FormatError(err)}
		}
		w.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(w).Encode(answer); err != nil {
			d.door.o.Log(err)
		}
	})
	return mux
}

// newsStream tells the test page of news and of sessions that end, as the window's
// runtime does.
func newsStream(d *Desktop) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		events := make(chan string, 4)
		send := func(name string) func() {
			return func() {
				select {
				case events <- name:
				default:
				}
			}
		}
		d.OnNews(send("news"))
		d.OnEnded(send("ended"))
		w.Header().Set("Content-Type", "text/event-stream")
		out := http.NewResponseController(w)
		for {
			if out.Flush() != nil {
				return
			}
			select {
			case name := <-events:
				io.WriteString(w, "event: "+name+"\ndata: "+name+"\n\n")
			case <-r.Context().Done():
				return
			}
		}
	}
}

// allowed names the methods as the window's runtime does:
// "desktop.Hiring.Vacancies".
func allowed(bound []any) map[string]reflect.Value {
	methods := map[string]reflect.Value{}
	for _, b := range bound {
		v := reflect.ValueOf(b)
		name := strings.TrimPrefix(v.Type().String(), "*")
		for i := range v.NumMethod() {
			methods[name+"."+v.Type().Method(i).Name] = v.Method(i)
		}
	}
	return methods
}

func invoke(m reflect.Value, args []json.RawMessage) (any, error) {
	if len(args) != m.Type().NumIn() {
		return nil, errors.New("wrong number of arguments")
	}
	in := make([]reflect.Value, len(args))
	for i, raw := range args {
		v := reflect.New(m.Type().In(i))
		if err := json.Unmarshal(raw, v.Interface()); err != nil {
			return nil, err
		}
		in[i] = v.Elem()
	}
	out := m.Call(in)
	err, _ := out[1].Interface().(error)
	return out[0].Interface(), err
}
