package dev.mandor.manager.http;

import dev.mandor.http.Packed;
import dev.mandor.manager.view.StatusJson;
import dev.mandor.manager.view.View;
import java.io.IOException;

/** What is made for those who look at the manager, as the server makes it, without a server. */
public final class Looks {
    private Looks() {}

    public static Packed metrics(View view) throws IOException {
        return Packed.of(new Metrics(view)::writeTo);
    }

    public static Packed status(View view) throws IOException {
        return Packed.of(out -> StatusJson.write(view.overview(), out));
    }
}
