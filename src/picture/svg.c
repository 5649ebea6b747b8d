/*
 * Text as SVG needs it, and the style sheet of a picture. A picture is one file
 * without scripts or links, so that it shows everywhere; what moves under the
 * pointer is done by the style sheet.
 */
#include "picture/svg.h"

#include <string.h>

#include "base/utf8.h"
#include "picture/hues.h"

/* What stands for a character that is markup; NULL for any other. */
static const char *
entity_of(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	default:
		return NULL;
	}
}

void
tg_svg_text(struct tg_printed *to, const char *text)
{
	size_t left = strlen(text), taken;

	for (; left > 0; text += taken, left -= taken) {
		const char *markup = entity_of(*text);
		uint32_t c;
		const size_t n = tg_utf8_decode(&c, text, left);

		taken = n > 0 ? n : 1;
		/* U+FFFE and U+FFFF are no characters: XML 1.0, 2.2 */
		if (n == 0 || c == 0xFFFE || c == 0xFFFF)
			tg_print_text(to, "\xEF\xBF\xBD");
		else if (markup != NULL)
			tg_print_text(to, markup);
		else
			tg_print_bytes(to, text, n);
	}
}

void
tg_svg_text_at(struct tg_printed *to, const char *class, int x, int y,
	const char *text)
{
	tg_print(to, "<text class=\"%s\" x=\"%d\" y=\"%d\">", class, x, y);
	tg_svg_text(to, text);
	tg_print_text(to, "</text>\n");
}

/*
 * Fill and line of each hue: tints and shades around those of Okabe and Ito,
 * "Color Universal Design", which the colour-blind can tell apart, in the order
 * of the spectrum, so that near places look alike where there are many.
 */
static const char *const hues[TG_HUES][2] = {
	{ "#fbe58a", "#b59000" },
	{ "#fbc982", "#c46a00" },
	{ "#f5a68d", "#c23b12" },
	{ "#ddb0db", "#8e3f93" },
	{ "#a9b8f0", "#3a4fc0" },
	{ "#9ad4f2", "#0b74b0" },
	{ "#93dcc4", "#00805b" },
	{ "#dcc5ae", "#7a5230" },
};

void
tg_svg_style(struct tg_printed *to)
{
	tg_print_text(to,
		"<style>\n"
		"text{font:16px ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',"
		"monospace;fill:#1b1f24;paint-order:stroke;stroke:#fff;"
		"stroke-width:0;pointer-events:none}\n"
		".v,.x,.s{text-anchor:middle}.g{fill:#6a737d}"
		".n,.v{font-size:14px}.x,.d{font-size:12px;fill:#57606a}"
		".s{font-size:10px;fill:#3b4149}.e{text-anchor:end}"
		".l{font-size:11px;fill:#57606a;stroke-width:3px;"
		"pointer-events:auto}.t{font-size:12px}"
		".m{fill:#adb4bc}"
		".b{font-weight:700;fill:#1b1f24}.k{stroke-width:4px}\n"
		".o{stroke-width:1.5px}.u{fill:#fff;stroke:#c8cdd3}"
		".w{fill:none;stroke-width:3px;opacity:.75}"
		".r{fill:none;stroke-width:4px;visibility:hidden}\n"
		".p:hover .r,.p:focus .r{visibility:visible}"
		".p:focus{outline:none}"
		".all:hover .p:not(:hover) .w{opacity:.12}\n");
	for (int i = 0; i <= TG_HUES; i++) {
		const char *fill = i < TG_HUES ? hues[i][0] : "url(#fill)";
		const char *line = i < TG_HUES ? hues[i][1] : "#5b6470";

		tg_print(to,
			".h%d .o,.o.h%d{fill:%s}.h%d .o,.o.h%d,.h%d .w,.h%d .r"
			"{stroke:%s}.h%d .a,.m.h%d{fill:%s}\n",
			i, i, fill, i, i, i, i, line, i, i, line);
	}
	tg_print_text(to,
		"</style>\n"
		"<defs><pattern id=\"fill\" width=\"8\" height=\"8\" "
		"patternUnits=\"userSpaceOnUse\"><rect width=\"8\" "
		"height=\"8\" "
		"fill=\"#fff\"/><path d=\"M-2 2l4-4M0 8l8-8M6 10l4-4\" "
		"stroke=\"#dadde2\" stroke-width=\"2\"/></pattern></defs>\n");
}
