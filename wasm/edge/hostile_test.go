//go:build !js

package main

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// post is a body with its header fields.
type post struct {
	body   string
	fields []string
}

// hostile returns posts that are no runs, by what is wrong with them: each is the
// sample with one thing changed, or none of it.
func hostile(t *testing.T) map[string]post {
	t.Helper()
	all := map[string]post{}
	add := func(name, body string, fields ...string) {
		if fields == nil {
			fields = []string{asJSON}
		}
		if _, ok := all[name]; ok {
			t.Fatalf("two hostile posts are named %s", name)
		}
		all[name] = post{body, fields}
	}
	// swap replaces one part of the sample, which must be there.
	swap := func(old, new string) string {
		t.Helper()
		if !strings.Contains(sample, old) {
			t.Fatalf("the sample has no %s", old)
		}
		return strings.Replace(sample, old, new, 1)
	}

	for i, kind := range []string{"", "text/plain", "text/html", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json5",
		"application/jsonp", "text/json", "application/json, text/plain", "text/plain, application/json", "text/plain;application/json", "application/javascript", "*/*", "application/json;;=", "application"} {
		if kind == "" {
			add("no content type", sample, "Accept: */*")
			continue
		}
		add(fmt.Sprintf("content type %d %s", i, kind), sample, "Content-Type: "+kind)
	}
	add("two content types", sample, asJSON, "Content-Type: text/plain")
	add("compressed", sample, asJSON, "Content-Encoding: gzip")

	for i, text := range []string{"", " ", "null", "true", "1", `"a"`, "[]", "{}", "[{}]", "{", "}", `{"v":1`, `{"v":1}`, `{"v":1,}`, "{'v':1}", "{v:1}", "// x\n" + sample, sample + "x", sample + sample,
		sample + " 1", sample + "\x00", "\ufeff" + sample, "\xff\xfe" + sample, "<script>alert(1)</script>", "v=1", `{"__proto__":{"v":1}}`, "NaN", "Infinity", "%7B%7D", "\x1f\x8b\x08\x00"} {
		add(fmt.Sprintf("no run %d", i), text)
	}
	for _, n := range []int{6, 60, 600, 6000, 30000} {
		add(fmt.Sprintf("%d arrays deep", n), swap(`[[1,1.9],[2,1.25],[3,1.0625]]`, strings.Repeat("[", n)+strings.Repeat("]", n)))
		add(fmt.Sprintf("%d objects deep", n), strings.Repeat(`{"v":`, n)+"1"+strings.Repeat("}", n))
		add(fmt.Sprintf("%d unclosed", n), strings.Repeat("[", n))
	}
	for _, n := range []int{128<<10 + 1, 1 << 20, 5 << 20} {
		add(fmt.Sprintf("%d bytes of spaces", n), sample+strings.Repeat(" ", n))
		add(fmt.Sprintf("%d bytes of title", n), swap(`"title":"`, `"title":"`+strings.Repeat("x", n)))
	}
	for i, bytes := range []string{"\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf8\x88\x80\x80\x80", "\xe2\x82", `\ud800`, `\udc00\ud800`, `\u0000`, `\u001b[31m`, `\u007f`, `\u0085`, `\u2028`, `\u202e`, `\ufffe`, "\x01", "\t", "\n"} {
		add(fmt.Sprintf("bytes %d in title", i), swap(`"title":"`, `"title":"a`+bytes))
		add(fmt.Sprintf("bytes %d in settings", i), swap(`"settings":"`, `"settings":"a=`+bytes))
		add(fmt.Sprintf("bytes %d in method", i), swap(`"method":"s`, `"method":"s`+bytes))
	}
	// Script in every string.
	strings_ := map[string][2]string{
		"title": {`"title":"SFT`, `"title":"%sSFT`}, "caption": {`"caption":"One`, `"caption":"%sOne`}, "settings": {`"settings":"scenario=`, `"settings":"scenario=%s`},
		"a name of settings": {`"settings":"`, `"settings":"%s=1&`}, "method": {`"method":"sft"`, `"method":"%s"`}, "metric": {`"wrong_mass"`, `"%s"`}, "cost": {`"tokens"`, `"%s"`}, "field": {`"steps"`, `"%s":1,"steps"`},
	}
	for i, script := range []string{"<script>alert(1)</script>", `\u003cimg src=x onerror=alert(1)\u003e`, "<svg/onload=alert(1)>", "</script><script>alert(1)//", "-->"} {
		for where, s := range strings_ {
			add(fmt.Sprintf("script %d in %s", i, where), swap(s[0], fmt.Sprintf(s[1], script)))
		}
	}
	for i, script := range []string{`\"onload=\"alert(1)`, "javascript:alert(1)", "{{.}}", "${x}", "'); DROP TABLE runs;--", "%3Cscript%3E", "a b", "é"} {
		for where, s := range strings_ {
			if where == "title" || where == "caption" || where == "settings" && i == 1 {
				continue // there it is text like any other
			}
			add(fmt.Sprintf("marks %d in %s", i, where), swap(s[0], fmt.Sprintf(s[1], script)))
		}
	}
	// Wrong types, and numbers out of range.
	for _, field := range []string{`"v":1`, `"steps":3`, `"settings":"scenario=lake6&lambda.2=.6&feedback.2=sampled"`, `"method":"sft"`, `"points":[[1,1.9],[2,1.25],[3,1.0625]]`, `"success":0.8125`, `"flops":1.5e9`} {
		name, _, _ := strings.Cut(field, ":")
		for _, value := range []string{"null", "true", `{"a":1}`, `["a"]`, "-1e400", "1e999", `"1"`, "NaN", "-Infinity", "0x10", "01", "1.", "+1", "1e", "{}", `"\u0000"`} {
			add(name+" is "+value, swap(field, name+":"+value))
		}
		add(name+" twice", swap(field, field+","+field))
		if name != `"success"` && name != `"flops"` { // any name may be that of a metric
			add(name+" in capitals", swap(name, strings.ToUpper(name)))
		}
	}
	for what, s := range map[string][2]string{
		"v 2": {`"v":1`, `"v":2`}, "v 1.5": {`"v":1`, `"v":1.5`}, "no v": {`"v":1,`, ``}, "no runs": {`"runs"`, `"ruins"`}, "negative steps": {`"steps":3`, `"steps":-1`},
		"many steps": {`"steps":3`, `"steps":1000001`}, "half a step": {`"steps":3`, `"steps":2.5`}, "loss too large": {"1.9]", "1e7]"}, "steps fall": {"[2,1.25]", "[1,1.25]"},
		"step below 0": {"[1,1.9]", "[-1,1.9]"}, "a point of three": {"[1,1.9]", "[1,1.9,2]"}, "a point of one": {"[1,1.9]", "[1]"}, "no points": {"[[1,1.9],[2,1.25],[3,1.0625]]", "[]"},
		"negative cost": {"1.5e9", "-1"}, "eval without step": {`"step":3,`, ""}, "eval with more": {`"step":3,`, `"step":3,"x":1,`}, "unknown field": {`"v":1`, `"v":1,"x":1`}, "unknown field of a run": {`"method":"sft"`, `"method":"sft","x":1`},
		"id given": {`"v":1`, `"v":1,"id":"aaaaaaaaaaaaaaaaaaaaaaaaaa"`}, "created given": {`"v":1`, `"v":1,"created":1`}, "long method": {`"sft"`, `"` + strings.Repeat("s", 33) + `"`}, "empty method": {`"sft"`, `""`},
		"method begins with a digit": {`"sft"`, `"1sft"`}, "a pair twice": {"scenario=lake6", "scenario=lake6&scenario=lake4"}, "no pair": {"scenario=lake6", "scenario"}, "long settings": {"scenario=lake6", "a=" + strings.Repeat("b", 2100)},
		"long title": {`"title":"`, `"title":"` + strings.Repeat("ä", 121)}, "long caption": {`"caption":"`, `"caption":"` + strings.Repeat("x", 501)}, "title of two lines": {`"title":"`, `"title":"a\n`},
		"many points":  {"[[1,1.9]", "[" + manyPoints(4001) + ",[9999,1.9]"},
		"many metrics": {`"success":0.8125`, many(`"m%d":1`, 25)}, "many costs": {`"flops":1.5e9`, many(`"c%d":1`, 17)}, "many evals": {`"evals":[{"step":3,`, `"evals":[` + many(`{"step":%d,"metrics":{}}`, 501) + `,{"step":900,`},
	} {
		add(what, swap(s[0], s[1]))
	}
	side := `{"method":"a","points":[[1,1]]}`
	add("one run", `{"v":1,"settings":"","steps":1,"runs":[`+side+`]}`)
	add("five runs", `{"v":1,"settings":"","steps":1,"runs":[`+strings.Repeat(side+",", 4)+side+`]}`)

	whole, err := base64.StdEncoding.DecodeString(pictureOf(t, 20, 10))
	if err != nil {
		t.Fatal(err)
	}
	encode := func(b ...[]byte) string { return base64.StdEncoding.EncodeToString([]byte(string(joined(b)))) }
	for what, picture := range map[string]string{
		"no base64": "????", "a data URL": "data:image/png;base64," + pictureOf(t, 2, 2), "a GIF": encode([]byte("GIF89a")), "SVG": encode([]byte("<svg onload=alert(1)>")), "the magic alone": encode(whole[:8]),
		"a cut PNG": encode(whole[:len(whole)-5]), "a PNG with more behind": encode(whole, []byte("<script>")), "a wide PNG": pictureOf(t, 1201, 1), "a damaged PNG": encode(whole[:20], []byte{1}, whole[21:]),
		"a PNG with text": encode(whole[:33], []byte("\x00\x00\x00\x04tEXta\x00b!\x00\x00\x00\x00"), whole[33:]), "a large PNG": strings.Repeat("A", 41<<10), "unpadded": strings.TrimRight(pictureOf(t, 3, 1), "=") + "\\n",
	} {
		add("thumbnail: "+what, withPicture(picture))
	}
	// The sample with one bracket, quote, colon or comma missing or doubled.
	dice := rand.New(rand.NewPCG(1, 2))
	for i := range 30 {
		at := dice.IntN(len(sample))
		for !strings.ContainsRune(`{}[]":,`, rune(sample[at])) || at > 0 && sample[at-1] == '\\' {
			at = (at + 1) % len(sample)
		}
		if body := sample[:at] + sample[at+1:]; i%2 == 0 {
			add(fmt.Sprintf("mark %d missing at %d", i, at), body)
		} else {
			add(fmt.Sprintf("mark %d doubled at %d", i, at), sample[:at]+sample[at:at+1]+sample[at:])
		}
	}
	return all
}

// many repeats a form with rising numbers, commas between.
func many(form string, n int) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = fmt.Sprintf(form, i)
	}
	return strings.Join(parts, ",")
}

// manyPoints is n points with ascending steps, from 0.
func manyPoints(n int) string { return many("[%d,1]", n) }

func joined(parts [][]byte) []byte {
	var all []byte
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}
