import { create } from '@bufbuild/protobuf'
import { TimestampSchema } from '@bufbuild/protobuf/wkt'
import { Body, Controller, type DynamicModule, Get, Module, Param, Post, Query } from '@nestjs/common'
import { slaGrpc } from '@yiwang/contracts'
import { exportJWK, generateKeyPair, type JWK, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'
import { type Actor, Answers, ANY_STAFF, type BaseConfig, baseConfig, CallableBy, CurrentActor, loadConfig, pageQuery, PageTokens, type PageQuery, type ProblemTable, Public, RequestError, ServiceError, ServiceModule, STAFF_SOURCE, type StaffSource } from './index.ts'

const noteProblems = {
  'note-closed': { status: 409, title: 'The note is closed' },
  'note-too-long': { status: 422, title: 'The note is too long' },
} as const satisfies ProblemTable
class NoteError extends ServiceError<keyof typeof noteProblems> {}
