package dev.mandor.manager.report;

import java.math.BigDecimal;

/** Lines as nginx writes them. */
final class Logged {
    static final long START = 1_795_289_711_000L; // 2026-11-21T19:35:11Z

    private Logged() {}

    /** @param connectTimes in step with {@code servers} */
    static String line(long millis, int status, long took, String servers, String connectTimes) {
        return "{\"time\":" + BigDecimal.valueOf(START + millis, 3) + ",\"site\":\"\",\"method\":\"GET\",\"status\":\""
                + status + "\",\"bytes\":\"512\",\"request_time\":" + BigDecimal.valueOf(took, 3)
                + ",\"upstream_addr\":\"" + servers + "\",\"upstream_status\":\"" + status
                + "\",\"upstream_connect_time\":\"" + connectTimes + "\",\"upstream_response_time\":\"0.001\"}";
    }

    static String line(long millis, long took, String server) {
        return line(millis, 200, took, server, "0.001");
    }
}
