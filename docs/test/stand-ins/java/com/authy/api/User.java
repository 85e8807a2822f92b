package com.authy.api;

import com.authy.Connection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

public class User extends Hash {
    User(Connection.Answer answer) {
        super(answer);
    }

    public int getId() {
        Matcher id = Pattern.compile("\"id\":(\\d+)").matcher(answer.body());
        return id.find() ? Integer.parseInt(id.group(1)) : 0;
    }
}
