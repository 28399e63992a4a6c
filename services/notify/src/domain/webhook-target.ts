import { BlockList, isIP } from 'node:net'

/** Addresses that are not of the public internet: IANA's special-purpose registries (RFC 6890 and its updates). */
const PRIVATE = new BlockList()
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  PRIVATE.addSubnet(net, prefix, 'ipv4')
for (const [net, prefix] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const)
  PRIVATE.addSubnet(net, prefix, 'ipv6')

/** Whether an address must not be called on behalf of an outsider (SSRF). What is no address counts as private. */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address)
  return family === 0 || PRIVATE.check(address, family === 6 ? 'ipv6' : 'ipv4')
}

/** Whether webhooks may call addresses of this machine and its network. Only for trying things out. */
export class WebhookOptions {
  constructor(readonly privateTargets: 'allow' | 'refuse') {}
}

/**
 * What is wrong with a target, if anything. A name is looked up when it is called, so this sees only what the text says;
 * the address that a name resolves to is checked at each call.
 */
export function faultOfTarget(text: string, privateTargets: 'allow' | 'refuse'): string | undefined {
  const url = URL.parse(text)
  if (!url) return 'is no URL'
  if (url.username || url.password) return 'must not carry credentials'
  if (privateTargets === 'allow') return url.protocol === 'https:' || url.protocol === 'http:' ? undefined : 'must be http or https'
  if (url.protocol !== 'https:') return 'must be https'
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (host === 'localhost' || host.endsWith('.localhost') || (isIP(host) !== 0 && isPrivateAddress(host))) return 'must be a public address'
  return undefined
}
