<?php
// Stands in for authy/php 3.0.4: see ../../README.md.

namespace Authy;

class AuthyApi
{
    public function __construct(private string $apiKey, private string $apiUrl = 'https://api.authy.com')
    {
    }

    public function registerUser($email, $cellphone, $countryCode = 1, $sendInstallLink = true)
    {
        return $this->send('POST', '/protected/json/users/new', [
            'user' => [
                'email' => $email,
                'cellphone' => $cellphone,
                'country_code' => $countryCode,
                'send_install_link_via_sms' => $sendInstallLink,
            ],
        ]);
    }

    public function requestSms($authyId, $options = [])
    {
        return $this->send('GET', "/protected/json/sms/$authyId", $options);
    }

    public function verifyToken($authyId, $token, $options = [])
    {
        $parameters = isset($options['force']) ? $options : $options + ['force' => 'true'];
        return $this->send('GET', "/protected/json/verify/$token/$authyId", $parameters);
    }

    // Everything stands in the query, also of a POST, whose body is empty.
    private function send($method, $path, $parameters)
    {
        $context = stream_context_create(['http' => [
            'method' => $method,
            'ignore_errors' => true,
            'header' => "User-Agent: AuthyPHP/3.0.4 (Linux; PHP 7.4.30)\r\n" .
                "X-Authy-API-Key: {$this->apiKey}\r\n" .
                ($method === 'POST' ? "Content-Length: 0\r\n" : ''),
        ]]);
        $query = http_build_query($parameters, '', '&', PHP_QUERY_RFC3986);
        $text = file_get_contents("{$this->apiUrl}$path?$query", false, $context);
        preg_match('/ (\d{3}) /', $http_response_header[0], $status);
        return new AuthyResponse((int) $status[1], json_decode($text, true));
    }
}

class AuthyResponse
{
    public function __construct(private int $status, private array $body)
    {
    }

    public function ok()
    {
        // The library reads the token where the answer has one.
        $isToken = !isset($this->body['token']) || $this->body['token'] === 'is valid';
        return $this->status === 200 && $isToken;
    }

    public function id()
    {
        return $this->body['user']['id'] ?? null;
    }

    public function errors()
    {
        return (object) ($this->body['errors'] ?? []);
    }
}
