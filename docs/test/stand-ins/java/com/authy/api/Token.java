package com.authy.api;

import com.authy.Connection;

public class Token extends Hash {
    Token(Connection.Answer answer) {
        super(answer);
    }

    @Override
    public boolean isOk() {
        return super.isOk() && answer.body().contains("\"token\":\"is valid\"");
    }
}
