// receiver.mjs <address> <port> <secret>: a webhook's other end in a few lines. It prints each call that the secret has signed (Standard Webhooks).
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'

const [address, port, secret] = process.argv.slice(2)
const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
const toleranceS = 5 * 60

createServer(async (request, response) => {
  const body = Buffer.concat(await request.toArray())
  const isGenuine = isSigned(request.headers, body)
  response.writeHead(isGenuine ? 204 : 401).end()
  if (!isGenuine) return console.log('refused: the signature does not fit')
  const event = JSON.parse(body)
  console.log(`signed, ${event.type}, case ${event.data.caseId}, rung ${event.data.rung}, tell ${event.data.tell}`)
}).listen(Number(port), address)

function isSigned(headers, body) {
  const id = headers['webhook-id']
  const timestamp = headers['webhook-timestamp']
  if (Math.abs(Date.now() / 1000 - timestamp) > toleranceS) return false
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest()
  return headers['webhook-signature'].split(' ').some((signature) => {
    const given = Buffer.from(signature.replace('v1,', ''), 'base64')
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
}
