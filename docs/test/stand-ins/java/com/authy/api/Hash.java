package com.authy.api;

import com.authy.Connection;

public class Hash {
    final Connection.Answer answer;

    Hash(Connection.Answer answer) {
        this.answer = answer;
    }

    public boolean isOk() {
        return answer.status() == 200;
    }
}
