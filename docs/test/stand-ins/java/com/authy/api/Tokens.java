package com.authy.api;

import com.authy.AuthyException;
import com.authy.Connection;

public class Tokens {
    private final Connection connection;

    public Tokens(Connection connection) {
        this.connection = connection;
    }

    /** Whatever is not 200 is thrown, as in the library. */
    public Token verify(int userId, String token) throws AuthyException {
        String path = "/protected/json/verify/" + token + "/" + userId + "?force=true";
        Connection.Answer answer = connection.send("GET", path, null);
        if (answer.status() != 200) throw new AuthyException("Invalid token", answer.status());
        return new Token(answer);
    }
}
