import type { ServiceName } from '../../../tools/services.ts'
import { services } from '../../../tools/services.ts'
import type { Random } from '../random.ts'
import type { Report } from '../report.ts'
import type { Town } from '../town.ts'
import { sendLarge } from './large.ts'
import { sendMalformed } from './malformed.ts'
import { materialOf } from './material.ts'
import { Requests } from './requests.ts'
import { Verdicts } from './verdicts.ts'
import { Wire } from './wire.ts'

/** As many requests under way at a service as its people would have in a storm, and no more: what is beyond is answered 429. */
const CONNECTIONS = 6
const UNDER_WAY = 8

export async function fuzzHttp(town: Town, report: Report, random: Random, inputs: number): Promise<Verdicts> {
  const verdicts = new Verdicts([...town.cases.other, ...town.decisions.other])
  const requests = new Requests(await materialOf(town), random)
  const malformed = Math.ceil(inputs * 0.05)
  const large = Math.ceil(inputs / 1_500)
  await Promise.all([
    sendRequests(town, report, requests, verdicts, inputs - malformed - large),
    sendMalformed(town, random, verdicts, malformed),
    sendLarge(town, random, verdicts, large),
  ])
  report.count('HTTP', inputs)
  return verdicts
}

async function sendRequests({ platform }: Town, report: Report, requests: Requests, verdicts: Verdicts, inputs: number): Promise<void> {
  const wires = new Map<ServiceName, Lane[]>(services.map((name) => [name, lanesTo(platform.http[name])]))
  const every = Math.ceil(inputs / 10)
  let turn = 0
  for (let sent = 1; sent <= inputs; sent++) {
    const request = requests.next()
    const lane = wires.get(request.service)![turn++ % CONNECTIONS]!
    while (lane.underWay >= UNDER_WAY) await lane.room()
    lane.send(request.bytes, request.head, (answer) => verdicts.see(request, answer))
    if (sent % every === 0) report.say(`HTTP: ${sent.toLocaleString('en')} of ${inputs.toLocaleString('en')} requests`)
  }
  await Promise.all([...wires.values()].flat().map((lane) => lane.end()))
}

const lanesTo = (http: string): Lane[] => Array.from({ length: CONNECTIONS }, () => new Lane(http))

/** A connection with a bound on what is under way. */
class Lane {
  underWay = 0
  private readonly wire: Wire
  private waiting: (() => void)[] = []

  constructor(http: string) {
    const { hostname, port } = new URL(http)
    this.wire = new Wire(hostname, Number(port))
  }

  send(bytes: Buffer, head: boolean, seen: (answer: Awaited<ReturnType<Wire['send']>>) => void): void {
    this.underWay++
    void this.wire.send(bytes, head).then((answer) => {
      this.underWay--
      seen(answer)
      for (const go of this.waiting.splice(0)) go()
    })
  }

  room(): Promise<void> {
    return new Promise((go) => this.waiting.push(go))
  }

  async end(): Promise<void> {
    while (this.underWay > 0) await this.room()
    this.wire.close()
  }
}
