package api

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"strings"
)

// maxSide is the most pixels of a thumbnail's width and height.
const maxSide = 1200

// pngChunks lists the chunks that a canvas writes. Others, above all the texts
// and the colour profiles, are refused.
const pngChunks = "IHDR PLTE tRNS sRGB gAMA cHRM pHYs sBIT IDAT IEND"

// checkPNG reports what keeps data from being a plain PNG: its signature, its
// size, its list of chunks with their sums, nothing after its end. It does not
// unpack the pixels.
func checkPNG(data []byte) error {
	rest, ok := strings.CutPrefix(string(data), "\x89PNG\r\n\x1a\n")
	if !ok {
		return errors.New("it is no PNG")
	}
	pixels := false
	for first := true; ; first = false {
		if len(rest) < 12 {
			return errors.New("the PNG is cut short")
		}
		size := uint64(binary.BigEndian.Uint32([]byte(rest[:4])))
		if size > uint64(len(rest)-12) {
			return errors.New("the PNG is cut short")
		}
		kind, body, sum := rest[4:8], rest[8:8+size], rest[8+size:12+size]
		rest = rest[12+size:]
		switch {
		case strings.Contains(kind, " ") || !strings.Contains(pngChunks, kind):
			return errors.New("the PNG holds more than a picture")
		case crc32.ChecksumIEEE([]byte(kind+body)) != binary.BigEndian.Uint32([]byte(sum)):
			return errors.New("the PNG is damaged")
		case first != (kind == "IHDR"):
			return errors.New("the PNG has no head")
		case first:
			if size != 13 {
				return errors.New("the PNG has no head")
			}
			w, h := binary.BigEndian.Uint32([]byte(body[:4])), binary.BigEndian.Uint32([]byte(body[4:8]))
			if w == 0 || h == 0 || w > maxSide || h > maxSide {
				return fmt.Errorf("the PNG is not between 1 and %d pixels wide and high", maxSide)
			}
		case kind == "IDAT":
			pixels = true
		case kind == "IEND":
			if !pixels || rest != "" || size != 0 {
				return errors.New("the PNG has no pixels, or something behind them")
			}
			return nil
		}
	}
}

// sizePNG returns the width and height that a checked PNG states.
func sizePNG(data []byte) (width, height int) {
	return int(binary.BigEndian.Uint32(data[16:20])), int(binary.BigEndian.Uint32(data[20:24]))
}
