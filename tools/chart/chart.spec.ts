import { readFileSync } from 'node:fs'
import { parseAllDocuments, stringify } from 'yaml'
import { type ClusterObject, faultsOf } from './api-types.ts'
import { helm } from './helm.mjs'
import { helmSays, installations, renderedFile, valuesOf } from './renderings.ts'

const names = Object.keys(installations)
const withHelm = helm() ? describe : describe.skip

withHelm('the chart', () => {
  it.each(names)('%s: passes helm lint', async (name) => {
    for (const part of ['services', 'servers']) {
      expect(await helmSays('lint', [...valuesOf(name), '--set', `part=${part}`])).not.toHaveProperty('refusal')
    }
  })

  it.each([
    ['a word that it does not know', 'services.dispatch.replica=2'],
    ['a word at the top that it does not know', 'replicas=2'],
    ['a number of replicas that is a word', 'services.dispatch.replicas=two'],
    ['no replicas', 'services.dispatch.replicas=0'],
    ['an image whose version changes under its name', 'image.tag=latest'],
    ['a service without what it must have', 'services.gateway.replicas=1'],
    ['a name that no object can have', 'services.Voting.replicas=1'],
    ['scaling by nothing', 'services.sla.scaling.min=1,services.sla.scaling.max=2'],
    ['a secret among the plain variables', 'env.KAFKA_SASL_PASSWORD=secret'],
    ['a secret among the plain variables of a service', 'services.sla.env.DATABASE_URL=postgres://a:b@c/d'],
    ['a district that is no code', 'district.code=jiangbei'],
    ['a way to authenticate that Strimzi does not have', 'kafka.sasl.mechanism=plain'],
    ['a port that does not exist', 'networkPolicy.kafka.ports={70000}'],
    ['another part than the two', 'part=all'],
  ])('refuses %s', async (_, setting) => {
    const { refusal } = await helmSays('template', [...valuesOf('street'), '--set', setting])
    expect(refusal).toContain("values don't meet the specifications of the schema")
  })

  it.each([
    ['an issuer', 'issuer.url=', 'whose tokens are believed?'],
    ['a Kafka', 'kafka.strimzi.enabled=false', 'which Kafka?'],
  ])('asks for %s where none is named', async (_, setting, question) => {
    expect((await helmSays('template', [...valuesOf('street'), '--set', setting])).refusal).toContain(question)
  })

  it('lets every pod that it confines ask a DNS server on another port, over UDP and TCP', async () => {
    const { output } = await helmSays('template', [...valuesOf('street'), '--set', 'networkPolicy.dns.ports={5353}'])
    const confined = output.split(/^kind: /m).filter((object) => object.startsWith('NetworkPolicy') && object.includes('egress:'))
    expect(confined.length).toBeGreaterThan(5)
    for (const policy of confined) {
      expect(policy).toMatch(/port: 5353\n\s+protocol: UDP\n\s+- port: 5353\n\s+protocol: TCP/)
      expect(policy).not.toMatch(/port: 53\n/)
    }
  })
})

const objects = (installation: string): ClusterObject[] =>
  parseAllDocuments(readFileSync(renderedFile(installation), 'utf8')).flatMap((document) => (document.toJS() as ClusterObject) ?? [])

describe('what the chart makes', () => {
  it.each(names)('%s: has only fields and types that a cluster knows', (name) => {
    expect(objects(name).flatMap(faultsOf)).toEqual([])
  })

  it.each(names)('%s: asks for no right, and takes every secret from where it is kept', (name) => {
    const secured = 'readOnlyRootFilesystem: true'
    for (const object of objects(name).filter(({ kind }) => ['Deployment', 'Job'].includes(kind))) {
      const text = stringify(object)
      expect(text).toContain('runAsNonRoot: true')
      expect(text.split(secured)).toHaveLength(text.split(/^ *image: /m).length)
      expect(text).not.toMatch(/name: \w*(SECRET|PASSWORD|TOKEN|KEY|DATABASE_URL)\n *value:/)
    }
    expect(objects(name).map(({ kind }) => kind)).not.toContain('Secret')
  })

  it.each(names)('%s: scales each service by one autoscaler at most', (name) => {
    const scaled = objects(name).filter(({ kind }) => /^(HorizontalPodAutoscaler|ScaledObject)$/.test(kind))
    const targets = scaled.map(({ metadata }) => metadata?.name)
    expect(targets).toEqual([...new Set(targets)])
  })
})

describe('PostgreSQL', () => {
  interface Spec {
    readonly cluster?: { readonly name: string }
    readonly postgresql?: { readonly parameters: { readonly max_connections: string } }
    readonly maxReplicas?: number
    readonly maxReplicaCount?: number
    readonly replicas?: number
    readonly template?: {
      readonly spec: { readonly containers: { readonly env?: { readonly name: string; readonly value?: string }[] }[] }
    }
  }

  // docs/operations.md: pods, one more of each service while an upgrade exchanges them, × pool and relay, and 20 for people and commands.
  it.each(names)('%s: takes the connections of all pods at their most', (name) => {
    const all = objects(name) as (ClusterObject & { readonly spec: Spec })[]
    const ofKind = (...kinds: string[]) => all.filter(({ kind }) => kinds.includes(kind))
    for (const { metadata, spec } of ofKind('Cluster')) {
      const databases = ofKind('Database').filter((database) => database.spec.cluster?.name === metadata?.name)
      expect(databases).not.toEqual([])
      const connections = databases.map((database) => {
        const [deployment, scaled] = [ofKind('Deployment'), ofKind('ScaledObject', 'HorizontalPodAutoscaler')].map((some) =>
          some.find((one) => one.metadata?.name === database.metadata?.name),
        )
        const pods = scaled?.spec.maxReplicas ?? scaled?.spec.maxReplicaCount ?? deployment!.spec.replicas!
        const env = deployment!.spec.template!.spec.containers[0]!.env ?? []
        const pool = Number(env.find(({ name }) => name === 'DATABASE_POOL')?.value ?? 10)
        return (pods + 1) * (pool + 1)
      })
      expect(Number(spec.postgresql!.parameters.max_connections)).toBeGreaterThanOrEqual(connections.reduce((sum, one) => sum + one, 20))
    }
  })
})

describe('the check of types', () => {
  const text = readFileSync(renderedFile('district'), 'utf8')

  // Each would pass helm lint and helm template.
  it.each([
    ['a misspelt field', 'replicas:', 'replica:'],
    ['a field in the wrong place', 'terminationGracePeriodSeconds: 35', 'strategy: {}'],
    ['a word where a number belongs', 'maxSurge: 1', 'maxSurge: [1]'],
    ['a number where a word belongs', 'value: "8080"', 'value: 8080'],
    ['a word where yes or no belongs', 'readOnlyRootFilesystem: true', 'readOnlyRootFilesystem: "yes"'],
    ['one where many belong', 'accessModes: [ReadWriteMany]', 'accessModes: ReadWriteMany'],
    ['an amount that is a number', 'cpu: 100m', 'cpu: 1'],
    ['a field that holds nothing', 'maxUnavailable: 1', 'maxUnavailable:'],
    ['a probe that is no probe', 'httpGet:', 'http:'],
    ['a version that has no such kind', 'apiVersion: policy/v1', 'apiVersion: policy/v1beta1000'],
    ['a kind that nobody knows', 'kind: PodDisruptionBudget', 'kind: PodDisruptionBudgets'],
    ['a misspelt field of KEDA', 'pollingInterval:', 'pollInterval:'],
    ['an operation that Kafka does not have', '- Describe', '- Look'],
    ['a misspelt field of Strimzi', 'kraftMetadata:', 'metadata:'],
    ['a number where CloudNativePG wants a word', 'instances: 3', 'instances: "3"'],
    ['a misspelt field of the Prometheus operator', 'jobLabel:', 'label:'],
  ])('finds %s', (_, right, wrong) => {
    expect(text).toContain(right)
    const faulty = parseAllDocuments(text.replaceAll(right, wrong)).flatMap((document) => (document.toJS() as ClusterObject) ?? [])
    expect(faulty.flatMap(faultsOf)).not.toEqual([])
  })
})
