package com.authy.api;

import com.authy.AuthyException;
import com.authy.Connection;
import java.util.Map;
import java.util.stream.Collectors;

public class Users {
    private final Connection connection;

    public Users(Connection connection) {
        this.connection = connection;
    }

    public User createUser(String email, String phone, String countryCode) throws AuthyException {
        String body =
            "{\"user\":{\"country_code\":\"%s\",\"cellphone\":\"%s\",\"email\":\"%s\"}}"
                .formatted(countryCode, phone, email);
        return new User(connection.send("POST", "/protected/json/users/new", body));
    }

    public Hash requestSms(int userId, Map<String, String> options) throws AuthyException {
        String query =
            options.entrySet().stream()
                .map(option -> option.getKey() + "=" + option.getValue())
                .collect(Collectors.joining("&"));
        return new Hash(connection.send("GET", "/protected/json/sms/" + userId + "?" + query, null));
    }
}
