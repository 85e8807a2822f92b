package com.authy;

import com.authy.api.Tokens;
import com.authy.api.Users;

/** Stands in for authy-java 1.5.1: see ../../../README.md. */
public class AuthyApiClient {
    private final Connection connection;

    public AuthyApiClient(String key, String uri) {
        this(key, uri, false);
    }

    /** The library takes plain HTTP only with the third argument. */
    public AuthyApiClient(String key, String uri, boolean testFlag) {
        if (!testFlag && !uri.startsWith("https:")) throw new ClassCastException();
        connection = new Connection(key, uri);
    }

    public Users getUsers() {
        return new Users(connection);
    }

    public Tokens getTokens() {
        return new Tokens(connection);
    }
}
