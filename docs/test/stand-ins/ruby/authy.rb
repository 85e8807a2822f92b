# Stands in for authy 3.0.1: see ../README.md.
require 'json'
require 'net/http'
require 'uri'

module Authy
  class << self
    attr_accessor :api_key, :api_uri
  end

  class Response
    attr_reader :code, :body

    def initialize(code, body)
      @code = code
      @body = JSON.parse(body)
    end

    def ok?
      @code == 200
    end

    def id
      @body['user']['id']
    end

    def errors
      ok? ? {} : @body['errors']
    end
  end

  class Verification < Response
    def ok?
      super && @body['token'] == 'is valid'
    end
  end

  class API
    def self.register_user(user, send_install_link = true)
      form = user.to_h { |name, value| ["user[#{name}]", value] }
      post('/protected/json/users/new', form.merge('send_install_link_via_sms' => send_install_link))
    end

    def self.request_sms(params)
      id, query = split(params)
      get("/protected/json/sms/#{id}", query)
    end

    def self.verify(params)
      id, query = split(params)
      token = query.delete(:token)
      answer = get("/protected/json/verify/#{token}/#{id}", { force: true }.merge(query))
      Verification.new(answer.code, JSON.generate(answer.body))
    end

    def self.split(params)
      [params[:id], params.reject { |name| name == :id }]
    end

    # A question mark stands behind the path also where nothing follows it.
    def self.get(path, query)
      send_request(Net::HTTP::Get.new("#{path}?#{URI.encode_www_form(query)}"))
    end

    def self.post(path, form)
      request = Net::HTTP::Post.new(path)
      request.set_form_data(form)
      send_request(request)
    end

    def self.send_request(request)
      request['User-Agent'] = 'AuthyRuby/3.0.1 (x86_64-linux, Ruby 2.7.4)'
      request['X-Authy-API-Key'] = Authy.api_key
      uri = URI(Authy.api_uri)
      answer = Net::HTTP.start(uri.host, uri.port, use_ssl: uri.scheme == 'https') do |http|
        http.request(request)
      end
      Response.new(answer.code.to_i, answer.body)
    end

    private_class_method :split, :get, :post, :send_request
  end
end
