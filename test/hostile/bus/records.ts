import type { RecordToSend } from '@yiwang/messaging'
import type { InboundSample } from '../../journeys/bus.ts'
import { badUtf8, deepJson, mutated, nastyText } from '../nasty.ts'
import type { Random } from '../random.ts'
import { inboundOf, SYSTEMS } from '../town.ts'

/** As much as the broker takes, with headers that may be long too. */
const MEGABYTE = 1024 * 1024 - 24_000
const YEARS = [
  '0000-01-01T00:00:00Z',
  '1969-12-31T23:59:59Z',
  '1970-01-01T00:00:00Z',
  '2999-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  'x',
]

/** Records of legacy systems that are not as they should be; a few are, so that the way stays open. */
export class Records {
  private readonly samples: Record<string, InboundSample[]>
  private readonly sent: RecordToSend[] = []
  private waiting: RecordToSend | undefined

  constructor(
    private readonly prefix: string,
    private readonly random: Random,
  ) {
    this.samples = Object.fromEntries(SYSTEMS.map((system) => [system, inboundOf(system)]))
  }

  /** As many as fit into one request; at least one, however large. */
  batch(most: number, bytes: number): RecordToSend[] {
    const batch: RecordToSend[] = []
    for (let size = 0; batch.length < most && size < bytes; ) {
      const record = this.waiting ?? this.next()
      this.waiting = undefined
      size += sizeOf(record)
      if (size > bytes && batch.length > 0) this.waiting = record
      else batch.push(record)
    }
    return batch
  }

  private next(): RecordToSend {
    const { random } = this
    if (this.sent.length > 0 && random.chance(0.15)) return random.of(this.sent)
    const system = random.of(SYSTEMS)
    const sample = random.of(this.samples[system]!)
    const record = {
      topic: `${this.prefix}inbound.${system}.v1`,
      key: random.chance(0.9) ? random.uuid() : random.of([null, '', sample.key, nastyText(random)]),
      headers: this.headers(sample),
      value: this.value(sample),
    }
    if (this.sent.length < 500) this.sent.push(record)
    return record
  }

  private headers(sample: InboundSample): Record<string, string | Buffer> {
    const { random } = this
    const kind = random.next()
    if (kind < 0.1) return {}
    const usual = { ...sample.headers, ce_id: random.uuid() }
    if (kind < 0.3)
      return { ...usual, ce_source: random.of(['urn:jiangbei:emergency-command', '/districts/500105/dispatch', '', nastyText(random)]) }
    if (kind < 0.45) return { ...usual, ce_time: random.of(YEARS) }
    if (kind < 0.55)
      return { ...usual, 'content-type': random.of(['text/plain', 'application/cloudevents+json', 'application/octet-stream', '']) }
    if (kind < 0.65) return { ...usual, [random.of(['ce_id', 'ce_type', 'ce_specversion', 'ce_source', 'traceparent'])]: nastyText(random) }
    if (kind < 0.7) return { ...usual, ce_id: random.bytes(20), [nastyText(random).slice(0, 50) || 'x']: random.bytes(10) }
    return usual
  }

  private value(sample: InboundSample): string | Buffer | null {
    const { random } = this
    const kind = random.next()
    if (kind < 0.02) return null
    if (kind < 0.2) return random.bytes(random.below(400))
    if (kind < 0.25) return badUtf8()
    if (kind < 0.26) return deepJson(random.of([100, 20_000]), random)
    if (kind < 0.2603) return JSON.stringify({ ...sample.value, desc: 'x'.repeat(MEGABYTE - 2_000) })
    if (kind < 0.2606) return Buffer.alloc(MEGABYTE, random.of(['[', 'x', '\0']))
    if (kind < 0.3) return JSON.stringify(sample.value).slice(0, random.below(100))
    if (kind < 0.4) return random.of(['null', '[]', '"text"', '0', 'true', '{}', '1e999', '{"specversion":"1.0"}', '[{}]'])
    if (kind < 0.41) return JSON.stringify(this.fresh(sample))
    return JSON.stringify(mutated(random.chance(0.5) ? this.fresh(sample) : sample.value, random)) ?? 'null'
  }

  /** The sample under numbers of its own. */
  private fresh({ value }: InboundSample): Record<string, unknown> {
    const number = this.random.uuid()
    const names = ['taskNum', 'serialNo', 'identifier'].filter((name) => name in value)
    return { ...value, ...Object.fromEntries(names.map((name) => [name, number])) }
  }
}

const sizeOf = ({ value }: RecordToSend): number => 500 + (value === null ? 0 : Buffer.byteLength(value))
