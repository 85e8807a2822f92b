// Package authy stands in for dcu/go-authy: see ../README.md.
package authy

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

type Authy struct {
	APIKey  string
	BaseURL string
}

type User struct {
	ID     string
	status int
}

type TokenRequest struct{ status int }

type TokenVerification struct {
	Message string
	isValid bool
}

func NewAuthyAPI(apiKey string) *Authy {
	return &Authy{APIKey: apiKey, BaseURL: "https://api.authy.com"}
}

func (user *User) Valid() bool                  { return user.status == 200 }
func (request *TokenRequest) Valid() bool       { return request.status == 200 }
func (verified *TokenVerification) Valid() bool { return verified.isValid }

func (api *Authy) RegisterUser(email string, countryCode int, phoneNumber string, params url.Values) (*User, error) {
	form := with(params, "user[email]", email, "user[country_code]", strconv.Itoa(countryCode), "user[cellphone]", phoneNumber)
	var body struct {
		User struct{ ID int }
	}
	status, err := api.send("POST", "/protected/json/users/new", form, &body)
	return &User{ID: strconv.Itoa(body.User.ID), status: status}, err
}

func (api *Authy) RequestSMS(userID string, params url.Values) (*TokenRequest, error) {
	status, err := api.send("GET", "/protected/json/sms/"+url.QueryEscape(userID), params, nil)
	return &TokenRequest{status: status}, err
}

func (api *Authy) VerifyToken(userID string, token string, params url.Values) (*TokenVerification, error) {
	var body struct {
		Token   string
		Message string
	}
	path := "/protected/json/verify/" + url.QueryEscape(token) + "/" + url.QueryEscape(userID)
	status, err := api.send("GET", path, params, &body)
	return &TokenVerification{Message: body.Message, isValid: status == 200 && body.Token == "is valid"}, err
}

func with(params url.Values, pairs ...string) url.Values {
	form := url.Values{}
	for name, values := range params {
		form[name] = values
	}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return form
}

// The key is one of the parameters, and these are sorted.
func (api *Authy) send(method string, path string, params url.Values, body any) (int, error) {
	encoded := with(params, "api_key", api.APIKey).Encode()
	target := api.BaseURL + path
	var request *http.Request
	var err error
	if method == "POST" {
		request, err = http.NewRequest(method, target, strings.NewReader(encoded))
	} else {
		request, err = http.NewRequest(method, target+"?"+encoded, nil)
	}
	if err != nil {
		return 0, err
	}
	if method == "POST" {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	if body == nil {
		return answer.StatusCode, nil
	}
	return answer.StatusCode, json.NewDecoder(answer.Body).Decode(body)
}
