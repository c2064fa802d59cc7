package dev.mandor.manager.report;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * A line chart over time as SVG. Pure. Our own few lines and not a library's: with no script at all in the page, nothing that a log
 * or a name says can become one, and the page can be mailed, printed and read in ten years.
 *
 * @param title of the chart, with the unit
 * @param marks where a vertical line stands, in milliseconds since the epoch
 */
record Chart(String title, List<Line> lines, Timeline timeline, List<Long> marks) {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 220;
    private static final int LEFT = 56;
    private static final int RIGHT = 8;
    private static final int TOP = 10;
    private static final int BOTTOM = 24;
    private static final int STEPS_UP = 4;
    private static final int STEPS_ALONG = 4;
    private static final long DAY_MILLIS = 86_400_000;

    Chart {
        lines = List.copyOf(lines);
        marks = List.copyOf(marks);
    }

    /** @param value by slot of the timeline; where it is empty the line has a gap */
    record Line(String name, Function<Integer, OptionalDouble> value) {}

    String svg() {
        double top = roundUp(greatest());
        StringBuilder svg = new StringBuilder();
        svg.append("<svg viewBox=\"0 0 " + WIDTH + " " + HEIGHT + "\" role=\"img\" aria-label=\"")
                .append(Markup.escaped(title))
                .append("\">\n");
        grid(svg, top);
        for (long mark : marks) {
            String x = number(x((double) (mark - timeline.start()) / timeline.widthMillis()));
            svg.append("<path class=\"mark\" d=\"M" + x + " " + TOP + "V" + (HEIGHT - BOTTOM) + "\"/>\n");
        }
        for (int i = 0; i < lines.size(); i++) {
            svg.append("<path class=\"line s" + i + "\" d=\"" + path(lines.get(i), top) + "\"/>\n");
        }
        return svg.append("</svg>\n").toString();
    }

    private void grid(StringBuilder svg, double top) {
        for (int step = 0; step <= STEPS_UP; step++) {
            String y = number(y(top * step / STEPS_UP, top));
            svg.append("<path class=\"grid\" d=\"M" + LEFT + " " + y + "H" + (WIDTH - RIGHT) + "\"/>")
                    .append("<text class=\"up\" x=\"" + (LEFT - 6) + "\" y=\"" + y + "\">")
                    .append(label(top * step / STEPS_UP))
                    .append("</text>\n");
        }
        long span = timeline.used() * timeline.widthMillis();
        for (int step = 0; step <= STEPS_ALONG; step++) {
            String time = Words.time(timeline.start() + span * step / STEPS_ALONG);
            String anchor = step == 0 ? "start" : step == STEPS_ALONG ? "end" : "middle";
            svg.append("<text text-anchor=\"" + anchor + "\" x=\"")
                    .append(number(x((double) timeline.used() * step / STEPS_ALONG)))
                    .append("\" y=\"" + (HEIGHT - 6) + "\">")
                    .append(span > DAY_MILLIS ? time.substring(5, 16) : time.substring(11))
                    .append("</text>\n");
        }
    }

    private String path(Line line, double top) {
        StringBuilder path = new StringBuilder();
        boolean pen = false;
        for (int slot = 0; slot < timeline.used(); slot++) {
            OptionalDouble value = line.value().apply(slot);
            if (value.isPresent()) {
                path.append(pen ? "L" : "M")
                        .append(number(x(slot + 0.5)))
                        .append(' ')
                        .append(number(y(value.getAsDouble(), top)))
                        .append(pen ? "" : "h0"); // a point that stands alone is seen by its round ends
            }
            pen = value.isPresent();
        }
        return path.toString();
    }

    private double greatest() {
        double greatest = 0;
        for (Line line : lines) {
            for (int slot = 0; slot < timeline.used(); slot++) {
                greatest = Math.max(greatest, line.value().apply(slot).orElse(0));
            }
        }
        return greatest;
    }

    private double x(double slot) {
        return LEFT + slot * (WIDTH - LEFT - RIGHT) / Math.max(1, timeline.used());
    }

    private static double y(double value, double top) {
        return HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM);
    }

    /** To 1, 2 or 4 times a power of ten, or 8: each can be divided by four. */
    private static double roundUp(double value) {
        double power = 1;
        while (power * 10 < value) {
            power *= 10;
        }
        for (int factor : new int[] {1, 2, 4, 8}) {
            if (factor * power >= value) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    private static String label(double value) {
        return value == Math.rint(value) ? Words.count((long) value) : String.format(Locale.ROOT, "%.2f", value);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
