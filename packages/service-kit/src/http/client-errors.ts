import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { answerTo, PROBLEM_MEDIA_TYPE } from '../errors/problem.ts'
import { RequestError } from '../errors/request-problems.ts'

const refusalOf = (code: string | undefined): RequestError => {
  if (code === 'HPE_HEADER_OVERFLOW') return new RequestError('headers-too-large', 'Send fewer or shorter headers.')
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new RequestError('request-timeout', 'Send the whole request without long pauses.')
  return new RequestError('malformed-request', 'Send a request that is valid HTTP/1.1.')
}

/** What is no HTTP request at all never reaches a route: it is answered on the connection itself, and in the form of all other errors. */
export function answerClientError({ code }: { readonly code?: string }, socket: Socket): void {
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const { problem } = answerTo(refusalOf(code), {})
  const body = JSON.stringify(problem)
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    `content-type: ${PROBLEM_MEDIA_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
