package api

import (
	"errors"
	"html"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"softmix/i18n"
)

// The size of an embedded figure where the consumer asks for none, in CSS pixels.
const (
	embedWidth  = 720
	embedHeight = 560
)

// frame is the end of the tag of an embed's frame.
const frame = ` loading="lazy" style="border:0;max-width:100%" allow="fullscreen">`

// oEmbed is an answer of oEmbed 1.0, type rich.
type oEmbed struct {
	Version         string `json:"version"`
	Type            string `json:"type"`
	Title           string `json:"title"`
	ProviderName    string `json:"provider_name"`
	ProviderURL     string `json:"provider_url"`
	CacheAge        int    `json:"cache_age"` // seconds
	HTML            string `json:"html"`
	Width           int    `json:"width"`
	Height          int    `json:"height"`
	ThumbnailURL    string `json:"thumbnail_url,omitempty"`
	ThumbnailWidth  int    `json:"thumbnail_width,omitempty"`
	ThumbnailHeight int    `json:"thumbnail_height,omitempty"`
}

// oembed tells a consumer how to embed a page of this site.
func (h *Handler) oembed(r *http.Request) (answer, error) {
	query := r.URL.Query()
	if f := query.Get("format"); f != "" && f != "json" {
		return answer{}, fault{http.StatusNotImplemented, i18n.EdgeJsonAlone.String()}
	}
	if query.Get("url") == "" {
		return answer{}, fault{http.StatusBadRequest, i18n.EdgeNoURL.String()}
	}
	w, err := bound(query.Get("maxwidth"), embedWidth)
	if err != nil {
		return answer{}, err
	}
	tall, err := bound(query.Get("maxheight"), embedHeight)
	if err != nil {
		return answer{}, err
	}
	origin := h.origin(r)
	e := oEmbed{
		Version: "1.0", Type: "rich", ProviderName: "Softmix", ProviderURL: origin + "/", CacheAge: 86400,
		Title: i18n.EdgeTitle.String(), Width: w, Height: tall,
		ThumbnailURL: origin + "/screenshot.png", ThumbnailWidth: screenshotWidth, ThumbnailHeight: screenshotHeight,
	}
	settings, err := h.about(r, origin, query.Get("url"), &e)
	if err != nil {
		return answer{}, err
	}
	e.thumbnailWithin(query.Get("maxwidth"), query.Get("maxheight"))
	src := origin + "/embed.html"
	if settings != "" {
		src += "?" + settings
	}
	e.HTML = `<iframe src="` + html.EscapeString(src) + `" title="` + html.EscapeString(e.Title) + `" width="` + strconv.Itoa(w) + `" height="` + strconv.Itoa(tall) + `"` + frame + `</iframe>`
	body, err := encode(e)
	return answer{kind: "application/json", cache: day, body: body}, err
}

// The size of screenshot.png, in pixels.
const (
	screenshotWidth  = 1280
	screenshotHeight = 860
)

// about finds what address shows, puts it into e and returns the query of the
// embed that shows the same. An address that is not one of this site's pages is
// not found.
func (h *Handler) about(r *http.Request, origin, address string, e *oEmbed) (string, error) {
	u, err := url.Parse(address)
	own, err2 := url.Parse(origin)
	if err != nil || err2 != nil || u.User != nil || !strings.EqualFold(u.Host, own.Host) || u.Scheme != "http" && u.Scheme != "https" {
		return "", fault{http.StatusNotFound, i18n.EdgeOtherSite.String()}
	}
	switch u.Path {
	case "", "/", "/index.html", "/embed.html":
		if len(u.RawQuery) > maxSettings || strings.IndexFunc(u.RawQuery, func(c rune) bool { return !isQuery(c) && c != '%' }) >= 0 {
			return "", fault{http.StatusNotFound, i18n.EdgeOtherSettings.String()}
		}
		return u.RawQuery, nil
	}
	id, ok := strings.CutPrefix(u.Path, "/r/")
	if !ok {
		return "", fault{http.StatusNotFound, i18n.EdgeNoSuchPage.String()}
	}
	run, err := h.load(r, id)
	if err != nil {
		return "", err
	}
	e.Title = titleOf(run)
	png, err := h.Store.Picture(r.Context(), id)
	if err != nil {
		return "", err
	}
	e.ThumbnailURL, e.ThumbnailWidth, e.ThumbnailHeight = origin+"/r/"+id+".svg", width, height
	if checkPNG(png) == nil {
		e.ThumbnailURL = origin + "/r/" + id + ".png"
		e.ThumbnailWidth, e.ThumbnailHeight = sizePNG(png)
	}
	return "run=" + id, nil
}

// thumbnailWithin makes the thumbnail fit into what the consumer asked for, or
// leaves it out: a drawing has any size, a photograph only its own.
func (e *oEmbed) thumbnailWithin(maxWidth, maxHeight string) {
	w, _ := bound(maxWidth, e.ThumbnailWidth) // both were read before
	h, _ := bound(maxHeight, e.ThumbnailHeight)
	if w == e.ThumbnailWidth && h == e.ThumbnailHeight {
		return
	}
	if !strings.HasSuffix(e.ThumbnailURL, ".svg") {
		e.ThumbnailURL, e.ThumbnailWidth, e.ThumbnailHeight = "", 0, 0
		return
	}
	scale := min(float64(w)/float64(e.ThumbnailWidth), float64(h)/float64(e.ThumbnailHeight))
	e.ThumbnailWidth, e.ThumbnailHeight = max(1, int(scale*float64(e.ThumbnailWidth))), max(1, int(scale*float64(e.ThumbnailHeight)))
}

// bound reads a limit of a consumer: the usual size, or less where it asks for less.
func bound(text string, usual int) (int, error) {
	if text == "" {
		return usual, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil && !errors.Is(err, strconv.ErrRange) || n < 1 {
		return 0, fault{http.StatusBadRequest, i18n.EdgeMaxIs.String()}
	}
	return min(n, usual), nil
}
