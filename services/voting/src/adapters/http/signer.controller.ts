import { Controller, Get, Inject } from '@nestjs/common'
import { type Signer, verifierKey } from '@yiwang/ledger'
import { Public } from '@yiwang/service-kit'
import { ApiOkResponse } from '@yiwang/service-kit/openapi'
import { z } from 'zod'
import { SIGNER } from '../../signing.ts'
import { Described } from './described.ts'

const signerView = z
  .object({ name: z.string(), publicKey: z.string().describe('The verifier key: <name>+<key id>+<base64> (C2SP signed-note)') })
  .meta({ id: 'Signer' })

@Controller('v1/signer')
export class SignerController {
  constructor(@Inject(SIGNER) private readonly signer: Signer) {}

  @Public()
  @Get()
  @Described('Who signs checkpoints and receipts, and what verifies them')
  @ApiOkResponse({ standardSchema: signerView })
  read(): z.output<typeof signerView> {
    return { name: this.signer.name, publicKey: verifierKey(this.signer) }
  }
}
