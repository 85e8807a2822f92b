import { type RawAnswer, sendRaw } from './raw-request.ts'
import type { RunningServer } from './running-server.ts'

// What each client puts around its requests, as recorded: where its key stands, its headers in their
// order and spelling, and how a body, or none, goes with them.

/** Sends `GET /path` with an optional body, in the way of one client. */
export type SendAs = (line: string, body?: string) => Promise<RawAnswer>

const FORM = 'Content-Type: application/x-www-form-urlencoded'

/** Headers of its own, and a form where there is a body. */
function withForms({ url }: RunningServer, head: string): SendAs {
  return (line, body) => sendRaw(url, line, body === undefined ? head : `${head}\n${FORM}`, body)
}

/** authy-python 2.2.6: a JSON body with spaces, `{}` where it has nothing to say. */
export function python({ url, apiKey }: RunningServer): SendAs {
  const head = `User-Agent: AuthyPython/2.2.6 (Linux; Python 3.9.2)
    Accept-Encoding: gzip, deflate
    Accept: */*
    Connection: keep-alive
    X-Authy-API-Key: ${apiKey}
    Content-Type: application/json`
  return (line, body) => sendRaw(url, line, head, body)
}

/** authy-ruby 3.0.1: forms; a POST without parameters is a form of no length. */
export function ruby(server: RunningServer): SendAs {
  return withForms(
    server,
    `User-Agent: AuthyRuby/3.0.1 (x86_64-linux, Ruby 2.7.4)
    Accept: */*
    Date: Tue, 14 Nov 2023 22:13:20 GMT
    X-Authy-API-Key: ${server.apiKey}`,
  )
}

/** authy-php 3.0.4: no Content-Type, and a POST of no length with everything in its query. */
export function php({ url, apiKey }: RunningServer): SendAs {
  const head = `User-Agent: AuthyPHP/3.0.4 (Linux; PHP 7.4.30)
    X-Authy-API-Key: ${apiKey}`
  return (line, body = line.startsWith('POST') ? '' : undefined) => sendRaw(url, line, head, body)
}

/** authy-java 1.5.1: says JSON also where there is none. */
export function java({ url, apiKey }: RunningServer): SendAs {
  const head = `X-Authy-API-Key: ${apiKey}
    Content-Type: application/json
    User-Agent: AuthyJava/1.5.0 (Linux-5.10-amd64; Java 1.8)
    Accept: text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2
    Connection: keep-alive`
  return (line, body) => sendRaw(url, line, head, body)
}

/** authy-java before 1.2: XML, and the key in a query that ends in `&`. */
export function javaXml({ url, apiKey }: RunningServer): SendAs {
  const head = `Content-Type: application/xml
    User-Agent: AuthyJava/1.1.0 (Linux-3.2-amd64; Java 1.7)
    Accept: text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2
    Connection: keep-alive`
  return (line, body) => sendRaw(url, `${line}?api_key=${apiKey}&`, head, body)
}

/** go-authy: the key is one of the parameters. */
export function go(server: RunningServer): SendAs {
  return withForms(
    server,
    `User-Agent: Go-http-client/1.1
    Accept-Encoding: gzip`,
  )
}

/** authy-rs 0.9.8 */
export function rust(server: RunningServer): SendAs {
  return withForms(
    server,
    `X-Authy-API-Key: ${server.apiKey}
    User-Agent: reqwest/0.7.3
    Accept: */*
    Accept-Encoding: gzip`,
  )
}

/** The OpenVPN plug-in, on libcurl. */
export function openvpn({ url }: RunningServer): SendAs {
  return (line) => sendRaw(url, line, 'Accept: */*')
}

/** authy-ssh and every shell script, on curl. */
export function curl(server: RunningServer): SendAs {
  return withForms(
    server,
    `User-Agent: curl/7.81.0
    Accept: */*`,
  )
}

/** authy-freeradius, on Perl's LWP. */
export function perl({ url, apiKey }: RunningServer): SendAs {
  const head = `TE: deflate,gzip;q=0.3
    Connection: TE, close
    User-Agent: libwww-perl/6.05
    X-Authy-API-Key: ${apiKey}`
  return (line, body) => sendRaw(url, line, head, body)
}
