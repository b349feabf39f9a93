package service

import (
	"context"
	"net/http"
	"runtime"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Figures are a server's own numbers. None says anything of a person.
type Figures struct {
	Sequence  uint64 // the newest number of the agency's sequence
	Devices   int    // enrolled and not revoked
	Watching  int    // devices that wait for news
	Conflicts int    // fields with two values that wait for a person
	Refused   int    // refused operations of which the server keeps the content
	StoreSize int64  // bytes; 0: not known
}

// metrics count what the service does.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	limited  *prometheus.CounterVec
	shed     prometheus.Counter
	outcomes *prometheus.CounterVec
	store    *prometheus.HistogramVec
}

func newMetrics(s *Service) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "civicdesk_requests_total", Help: "Requests that were answered."}, []string{"route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "civicdesk_request_seconds", Help: "Time from request to answer.",
			Buckets: []float64{.002, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30}}, []string{"route"}),
		limited:  prometheus.NewCounterVec(prometheus.CounterOpts{Name: "civicdesk_limited_total", Help: "Requests that were told to wait."}, []string{"what"}),
		shed:     prometheus.NewCounter(prometheus.CounterOpts{Name: "civicdesk_shed_total", Help: "Requests that found no place among those at work."}),
		outcomes: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "civicdesk_sync_operations_total", Help: "Operations of desktops by outcome."}, []string{"outcome"}),
		store: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "civicdesk_store_seconds", Help: "Time of a transaction of the store.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10}}, []string{"kind", "result"}),
	}
	m.registry.MustRegister(m.requests, m.seconds, m.limited, m.shed, m.outcomes, m.store, &figures{s},
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "civicdesk_requests_at_work", Help: "Requests at work now."}, func() float64 { return float64(s.slots.atWork()) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "civicdesk_draining", Help: "1 while the server drains."}, func() float64 { return zeroOne(s.draining.Load()) }),
		build())
	return m
}

func zeroOne(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// build says which program runs.
func build() prometheus.Collector {
	version, revision := "unknown", "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		version = info.Main.Version
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				revision = s.Value
			}
		}
	}
	g := prometheus.NewGauge(prometheus.GaugeOpts{Name: "civicdesk_build_info", Help: "The program that runs; always 1.",
		ConstLabels: prometheus.Labels{"version": version, "revision": revision, "go": runtime.Version()}})
	g.Set(1)
	return g
}

func (m *metrics) request(route string, status int, took time.Duration) {
	m.requests.WithLabelValues(route, strconv.Itoa(status)).Inc()
	m.seconds.WithLabelValues(route).Observe(took.Seconds())
}

// Decided counts an operation of a desktop: "applied", "conflict" or "refused".
func (s *Service) Decided(outcome string) { s.metrics.outcomes.WithLabelValues(outcome).Inc() }

// Transaction counts a transaction of the store: "read" or "write".
func (s *Service) Transaction(kind string, took time.Duration, err error) {
	result := "ok"
	if err != nil {
		result = "failed"
	}
	s.metrics.store.WithLabelValues(kind, result).Observe(took.Seconds())
}

// Admin is the handler for this machine alone: metrics, and the health that the
// public address has too.
func (s *Service) Admin(mux *http.ServeMux) {
	s.health(mux)
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{}))
}

// figures asks for the server's own numbers when somebody reads the metrics.
type figures struct{ s *Service }

var (
	sequence  = prometheus.NewDesc("civicdesk_sequence", "The newest number of the agency's sequence.", nil, nil)
	devices   = prometheus.NewDesc("civicdesk_devices", "Enrolled devices that are not revoked.", nil, nil)
	within    = prometheus.NewDesc("civicdesk_devices_seen", "Devices that sent something within so many minutes, since this process started.", []string{"minutes"}, nil)
	oldest    = prometheus.NewDesc("civicdesk_device_silent_seconds", "How long the device that was silent longest has sent nothing, of those seen since this process started.", nil, nil)
	waiting   = prometheus.NewDesc("civicdesk_devices_watching", "Devices that wait for news now.", nil, nil)
	conflicts = prometheus.NewDesc("civicdesk_conflicts_open", "Fields with two values that wait for a person.", nil, nil)
	refused   = prometheus.NewDesc("civicdesk_operations_kept", "Refused operations of which the server keeps the content.", nil, nil)
	size      = prometheus.NewDesc("civicdesk_store_bytes", "Size of the store.", nil, nil)
)

func (f *figures) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{sequence, devices, within, oldest, waiting, conflicts, refused, size} {
		to <- d
	}
}

func (f *figures) Collect(to chan<- prometheus.Metric) {
	if f.s.figures == nil {
		return
	}
	ctx, stop := context.WithTimeout(context.Background(), 5*time.Second)
	defer stop()
	n := f.s.figures(ctx)
	counts, silent := f.s.seen.since(f.s.o.Clock.Now(), 5, 60, 24*60)
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	gauge(sequence, float64(n.Sequence))
	gauge(devices, float64(n.Devices))
	gauge(oldest, silent.Seconds())
	gauge(waiting, float64(n.Watching))
	gauge(conflicts, float64(n.Conflicts))
	gauge(refused, float64(n.Refused))
	gauge(size, float64(n.StoreSize))
	for minutes, count := range counts {
		gauge(within, float64(count), strconv.Itoa(minutes))
	}
}
