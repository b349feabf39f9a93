package main

import (
	"io"
	"net"
	"sync/atomic"
	"time"
)

// wire is a line to a server on this computer that counts bytes and takes its
// time: what is written at one end arrives at the other after the delay.
type wire struct {
	listener net.Listener
	to       string
	delay    time.Duration
	up, down atomic.Int64
}

// newWire listens on loopback and forwards to the address.
func newWire(to string, delay time.Duration) (*wire, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	w := &wire{listener: l, to: to, delay: delay}
	go w.serve()
	return w, nil
}

func (w *wire) address() string { return w.listener.Addr().String() }
func (w *wire) close() error    { return w.listener.Close() }

// taken is how many bytes went both ways since it was last asked.
func (w *wire) taken() float64 { return float64(w.up.Swap(0) + w.down.Swap(0)) }

func (w *wire) serve() {
	for {
		near, err := w.listener.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("tcp", w.to)
		if err != nil {
			near.Close()
			continue
		}
		go w.copy(far, near, &w.up)
		go w.copy(near, far, &w.down)
	}
}

type parcel struct {
	due  time.Time
	data []byte
}

func (w *wire) copy(to, from net.Conn, count *atomic.Int64) {
	parcels := make(chan parcel, 4096)
	go func() {
		defer close(parcels)
		for {
			b := make([]byte, 64<<10)
			n, err := from.Read(b)
			if n > 0 {
				count.Add(int64(n))
				parcels <- parcel{time.Now().Add(w.delay), b[:n]}
			}
			if err != nil {
				return
			}
		}
	}()
	for p := range parcels {
		time.Sleep(time.Until(p.due))
		if _, err := to.Write(p.data); err != nil {
			break
		}
	}
	to.Close()
	io.Copy(io.Discard, from)
}
