package pdfcheck

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"runtime/metrics"
	"time"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Run is the process that checks: it confines itself, reads a PDF from in and
// writes the answer to out. It returns the exit status.
func Run(in io.Reader, out io.Writer) int {
	confine()
	go endWhenTooLarge()
	file, err := io.ReadAll(io.LimitReader(in, maxInput+1))
	if err != nil {
		return 1
	}
	res := Result{State: Unchecked}
	if len(file) <= maxInput {
		res = look(file)
	}
	if json.NewEncoder(out).Encode(res) != nil {
		return 1
	}
	return 0
}

// endWhenTooLarge ends the process at the hard bound of memory, on every system.
func endWhenTooLarge() {
	used := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	for {
		metrics.Read(used)
		if used[0].Value.Uint64()-used[1].Value.Uint64() > hardMemory {
			os.Exit(3)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func look(file []byte) Result {
	api.DisableConfigDir() // or it would write a settings folder
	conf := model.NewDefaultConfiguration()
	conf.Cmd = model.VALIDATE
	conf.ValidationMode = model.ValidationRelaxed
	conf.Offline = true
	ctx, err := api.ReadContext(bytes.NewReader(file), conf)
	if errors.Is(err, pdfcpu.ErrWrongPassword) {
		return Result{State: Locked}
	}
	if err != nil {
		return Result{State: Faulty}
	}
	res := Result{State: Readable, Active: active(ctx)}
	if api.ValidateContext(ctx) != nil {
		res.State = Faulty
	}
	if ctx.EnsurePageCount() == nil && ctx.PageCount > 0 {
		res.Pages = ctx.PageCount
	}
	return res
}

// active looks for actions that run or send something (ISO 32000-1, 12.6.4).
func active(ctx *model.Context) bool {
	for _, entry := range ctx.Table {
		if entry != nil && acts(entry.Object, 0) {
			return true
		}
	}
	return false
}

func acts(o types.Object, depth int) bool {
	if depth > 64 {
		return false
	}
	switch o := o.(type) {
	case types.Dict:
		if _, script := o["JS"]; script {
			return true
		}
		if kind, ok := o["S"].(types.Name); ok {
			switch kind {
			case "JavaScript", "Launch", "SubmitForm", "ImportData":
				return true
			}
		}
		for _, v := range o {
			if acts(v, depth+1) {
				return true
			}
		}
	case types.StreamDict:
		return acts(o.Dict, depth+1)
	case types.Array:
		for _, v := range o {
			if acts(v, depth+1) {
				return true
			}
		}
	}
	return false
}
