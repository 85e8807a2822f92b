package com.authy;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;

/** Says JSON with every request, also where there is none, as the library does. */
public class Connection {
    private final String key;
    private final String uri;

    Connection(String key, String uri) {
        this.key = key;
        this.uri = uri;
    }

    public record Answer(int status, String body) {}

    public Answer send(String method, String path, String body) throws AuthyException {
        try {
            HttpURLConnection connection = (HttpURLConnection) new URL(uri + path).openConnection();
            connection.setRequestMethod(method);
            connection.setRequestProperty("X-Authy-API-Key", key);
            connection.setRequestProperty("Content-Type", "application/json");
            connection.setRequestProperty("User-Agent", "AuthyJava/1.5.0 (Linux-5.10-amd64; Java 1.8)");
            if (body != null) {
                connection.setDoOutput(true);
                connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
            }
            int status = connection.getResponseCode();
            try (InputStream stream =
                    status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                // The library reads its answers as Latin-1.
                return new Answer(status, new String(stream.readAllBytes(), StandardCharsets.ISO_8859_1));
            }
        } catch (IOException cause) {
            throw new AuthyException("connection error", 0);
        }
    }
}
