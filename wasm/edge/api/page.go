package api

import (
	"bytes"
	"errors"
	"html"
	"net/url"
	"strings"

	"softmix/i18n"
)

// replay returns the page's HTML, opened on a run: with a base, since it now
// stands in another folder, with the run's id where the page's scripts look for
// it, and with what previews and consumers of oEmbed read.
func replay(shell []byte, run *Run, origin string, png bool) ([]byte, error) {
	head, rest, ok := bytes.Cut(shell, []byte("</head>"))
	if !ok || !bytes.Contains(head, []byte("<head>")) {
		return nil, errors.New("the page has no head")
	}
	var b strings.Builder
	for line := range strings.Lines(string(head)) {
		switch at := strings.TrimSpace(line); {
		case strings.HasPrefix(at, "<title"), strings.HasPrefix(at, `<meta name="description"`), strings.HasPrefix(at, `<meta property="og:`), strings.HasPrefix(at, `<meta name="twitter:`):
			// of the page without a run
		default:
			b.WriteString(strings.Replace(line, "<head>", `<head><base href="/"><meta name="softmix-run" content="`+html.EscapeString(run.ID)+`">`, 1))
		}
	}
	here := origin + "/r/" + run.ID
	title, about := titleOf(run), aboutOf(run)
	tag := func(kind, name, content string) {
		b.WriteString(`<meta ` + kind + `="` + name + `" content="` + html.EscapeString(content) + "\">\n")
	}
	b.WriteString("<title>" + html.EscapeString(title) + " · Softmix</title>\n")
	tag("name", "description", about)
	tag("property", "og:type", "article")
	tag("property", "og:site_name", "Softmix")
	tag("property", "og:title", title)
	tag("property", "og:description", about)
	tag("property", "og:url", here)
	if picture := here + ".svg"; png {
		tag("property", "og:image", here+".png")
		tag("name", "twitter:card", "summary_large_image")
	} else {
		tag("property", "og:image", picture)
		tag("name", "twitter:card", "summary")
	}
	b.WriteString(`<link rel="canonical" href="` + html.EscapeString(here) + "\">\n")
	b.WriteString(`<link rel="alternate" type="application/json+oembed" href="` +
		html.EscapeString(origin+"/oembed?format=json&url="+url.QueryEscape(here)) + `" title="` + html.EscapeString(title) + "\">\n")
	b.WriteString(`<link rel="preload" as="fetch" crossorigin href="/api/runs/` + html.EscapeString(run.ID) + "\">\n")
	b.WriteString("</head>")
	// A link into the page itself would lead to the base's page.
	b.WriteString(anchors(string(rest), "/r/"+html.EscapeString(run.ID)))
	return []byte(b.String()), nil
}

// anchors puts path before the fragment of each link of a page into itself.
// References of drawings to their parts stay: those are never followed.
func anchors(body, path string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(body, "<a ")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		tag, after, _ := strings.Cut(rest, ">")
		b.WriteString("<a " + strings.Replace(tag, `href="#`, `href="`+path+`#`, 1) + ">")
		body = after
	}
}

// titleOf is a run's title, or what stands for one.
func titleOf(run *Run) string {
	if run.Title != "" {
		return run.Title
	}
	return i18n.Say(i18n.EdgeRun, strings.Join(methods(run), " beside "), scenario(run))
}

// methods lists the compared methods, in capitals.
func methods(run *Run) []string {
	var names []string
	for _, s := range run.Runs {
		names = append(names, strings.ToUpper(s.Method))
	}
	return names
}

// scenario is the task that was learnt, as the run's settings name it.
func scenario(run *Run) string {
	for pair := range strings.SplitSeq(run.Settings, "&") {
		if name, value, _ := strings.Cut(pair, "="); name == "scenario" && value != "" {
			return value
		}
	}
	return "treasure" // the page opens with it
}

// aboutOf describes a run in a sentence or two.
func aboutOf(run *Run) string {
	if run.Caption != "" {
		return strings.ReplaceAll(run.Caption, "\n", " ")
	}
	var ends []string
	for _, s := range run.Runs {
		ends = append(ends, finalOf(s))
	}
	return i18n.Say(i18n.EdgeAbout, strings.Join(ends, "; "))
}
