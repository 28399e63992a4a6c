import { join, resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '../..')

/** Where everything of this checkout's `npm start` is kept; tools look into YIWANG_FOLDER for a platform that runs elsewhere. */
export const yiwangFolder = resolve(process.env['YIWANG_FOLDER'] ?? join(root, '.yiwang'))
export const dataFolder = join(yiwangFolder, 'data')
export const endpointsFile = join(yiwangFolder, 'endpoints.json')
export const portsFile = join(dataFolder, 'ports.json')
export const issuerKeysFile = join(dataFolder, 'issuer-keys.json')
