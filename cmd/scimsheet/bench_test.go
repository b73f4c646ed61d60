package main

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"scimsheet/internal/scim"
)

// The benchmarks of this file run the built program against a simulated tenant in another process and
// print ratios measured in one run, so that a slow machine does not change them.

// program is the built binary and a simulated tenant of its own.
type program struct {
	binary string
	folder string
	tenant tenantAccess
}

type tenantAccess struct {
	SCIMURL  string `json:"scimUrl"`
	AuthURL  string `json:"authUrl"`
	APIURL   string `json:"apiUrl"`
	Username string `json:"username"`
	Password string `json:"password"`
}

// buildBinary builds the program, with a tenant to be named.
func buildBinary(b *testing.B) *program {
	b.Helper()
	p := &program{folder: b.TempDir()}
	p.binary = filepath.Join(p.folder, "scimsheet")
	if out, err := exec.Command("go", "build", "-o", p.binary, "scimsheet/cmd/scimsheet").CombinedOutput(); err != nil {
		b.Fatalf("build: %v\n%s", err, out)
	}
	return p
}

func buildProgram(b *testing.B, simulate ...string) *program {
	b.Helper()
	p := buildBinary(b)
	server := exec.Command(p.binary, append([]string{"simulate", "--json"}, simulate...)...)
	stdout, err := server.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := server.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		server.Process.Signal(os.Interrupt)
		server.Wait()
	})
	line, err := bufio.NewReader(stdout).ReadBytes('\n')
	if err != nil {
		b.Fatalf("the simulator did not start: %v", err)
	}
	if err := json.Unmarshal(line, &p.tenant); err != nil {
		b.Fatal(err)
	}
	return p
}

// run runs a command and gives its wall time and its peak memory in bytes; exit codes other than those
// allowed end the benchmark.
func (p *program) run(b *testing.B, allowed []int, args ...string) (time.Duration, int64) {
	b.Helper()
	cmd := exec.Command(p.binary, args...)
	cmd.Dir = p.folder
	cmd.Env = append(os.Environ(), "SCIMSHEET_SCIM_URL="+p.tenant.SCIMURL, "SCIMSHEET_AUTH_URL="+p.tenant.AuthURL,
		"SCIMSHEET_API_URL="+p.tenant.APIURL, "SCIMSHEET_USERNAME="+p.tenant.Username, "SCIMSHEET_PASSWORD="+p.tenant.Password)
	var said bytes.Buffer
	cmd.Stderr = &said
	begun := time.Now()
	cmd.Run()
	took := time.Since(begun)
	code := cmd.ProcessState.ExitCode()
	for _, ok := range allowed {
		if code == ok {
			return took, cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss << 10
		}
	}
	b.Fatalf("scimsheet %s: exit %d\n%s", strings.Join(args, " "), code, said.String())
	return 0, 0
}

// request is a bare request of a plain client, its reply thrown away.
func (p *program) request(client *http.Client, method, path string, body []byte) error {
	req, err := http.NewRequest(method, p.tenant.SCIMURL+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.SetBasicAuth(p.tenant.Username, p.tenant.Password)
	req.Header.Set("Content-Type", scim.MediaType)
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		return err
	}
	if resp.StatusCode >= 300 {
		return fmt.Errorf("%s %s: %s", method, path, resp.Status)
	}
	return nil
}

func plainClient(workers int) *http.Client {
	return &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: workers, MaxConnsPerHost: workers}}
}

// BenchmarkPlan plans 100,000 rows, one in a hundred of them changed, against 100,000 accounts, all
// files of the run written. Beside it: the same pages read by a plain client that decodes nothing.
func BenchmarkPlan(b *testing.B) {
	const accounts, workers = 100_000, 4
	p := buildProgram(b, "--users", fmt.Sprint(accounts), "--workspaces", "40")
	p.run(b, []int{0}, "export", "-o", "staff.csv", "--rate", "0")
	changeEveryHundredth(b, filepath.Join(p.folder, "staff.csv"))
	for i := 0; b.Loop(); i++ {
		took, peak := p.run(b, []int{0}, "plan", "staff.csv", "-o", fmt.Sprint("run", i), "--rate", "0", "--max-revocations", "all", "--max-deactivations", "all")
		begun := time.Now()
		client := plainClient(workers)
		var g errgroup.Group
		g.SetLimit(workers)
		for start := 1; start <= accounts; start += 100 {
			g.Go(func() error {
				return p.request(client, http.MethodGet, fmt.Sprintf("/Users?startIndex=%d&count=100", start), nil)
			})
		}
		if err := g.Wait(); err != nil {
			b.Fatal(err)
		}
		bare := time.Since(begun)
		b.ReportMetric(float64(peak)/1e6, "MB-peak")
		b.ReportMetric(took.Seconds(), "s-plan")
		b.ReportMetric(bare.Seconds(), "s-bare-paging")
	}
}

// changeEveryHundredth edits the family name in one of a hundred rows of an export.
func changeEveryHundredth(b *testing.B, path string) {
	b.Helper()
	body, err := os.ReadFile(path)
	if err != nil {
		b.Fatal(err)
	}
	records, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(body, []byte("\ufeff")))).ReadAll()
	if err != nil {
		b.Fatal(err)
	}
	for i := 100; i < len(records); i += 100 {
		records[i][4] += "-Changed"
	}
	var out bytes.Buffer
	if err := csv.NewWriter(&out).WriteAll(records); err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkApply creates 2,000 users, unpaced, and as many again with a bare loop of POSTs and the same
// number of workers. The ratio is throughput against the bare loop's.
func BenchmarkApply(b *testing.B) {
	const creates, workers = 2_000, 4
	for i := 0; b.Loop(); i++ {
		p := buildProgram(b, "--users", "10", "--workspaces", "8")
		var sheet strings.Builder
		sheet.WriteString("userName,givenName,familyName,externalId\n")
		for n := range creates {
			fmt.Fprintf(&sheet, "joiner.%d@acme.example,Joiner,Number%d,J%06d\n", n, n, n)
		}
		if err := os.WriteFile(filepath.Join(p.folder, "joiners.csv"), []byte(sheet.String()), 0o600); err != nil {
			b.Fatal(err)
		}
		p.run(b, []int{0}, "plan", "joiners.csv", "-o", "run", "--rate", "0")
		took, _ := p.run(b, []int{0}, "apply", "run", "--yes", "--rate", "0", "--workers", fmt.Sprint(workers))

		client := plainClient(workers)
		begun := time.Now()
		var g errgroup.Group
		g.SetLimit(workers)
		for n := range creates {
			g.Go(func() error {
				return p.request(client, http.MethodPost, "/Users", []byte(fmt.Sprintf(
					`{"schemas":[%q],"userName":"bare.%d@acme.example","externalId":"B%06d","active":true,"name":{"givenName":"Bare","familyName":"Number%d"}}`,
					scim.SchemaUser, n, n, n)))
			})
		}
		if err := g.Wait(); err != nil {
			b.Fatal(err)
		}
		bare := time.Since(begun)
		b.ReportMetric(bare.Seconds()/took.Seconds(), "x-of-bare-loop")
		b.ReportMetric(took.Seconds(), "s-apply")
		b.ReportMetric(bare.Seconds(), "s-bare")
	}
}
