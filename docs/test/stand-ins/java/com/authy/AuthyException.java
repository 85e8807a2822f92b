package com.authy;

public class AuthyException extends Exception {
    private final int status;

    public AuthyException(String message, int status) {
        super(message);
        this.status = status;
    }

    public int getStatus() {
        return status;
    }
}
