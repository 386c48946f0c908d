package static

import (
	"net/http"
	"net/url"
	"strings"
)

// Origin returns scheme and host under which a request came: those of its URL
// where that is whole, as in the Worker, else what its Host header says, as far
// as that can be a host.
func Origin(r *http.Request) string {
	scheme, host := r.URL.Scheme, r.URL.Host
	if host == "" {
		host = r.Host
	}
	if scheme != "http" && scheme != "https" {
		scheme = "http"
		if r.TLS != nil {
			scheme = "https"
		}
	}
	if host == "" || strings.Trim(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]") != "" {
		host = "localhost"
	}
	return scheme + "://" + host
}

// OEmbedLink is the value of a Link header that says where a consumer of oEmbed
// asks about the page at path, which may have a query.
func OEmbedLink(origin, path string) string {
	return "<" + origin + "/oembed?format=json&url=" + url.QueryEscape(origin+path) + `>; rel="alternate"; type="application/json+oembed"`
}
