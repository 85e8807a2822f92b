import { APPROVAL_TYPE } from '@countersign/wire'
import { Type } from 'typebox'
import {
  listPersonApprovals,
  type PersonApproval,
} from '../../../actions/console/people/list-person-approvals.ts'
import { shownDetails } from '../../../domain/approval-request.ts'
import { DEFAULT_LIMIT, PAGING, WRONG_CURSOR } from '../paging.ts'
import { answer, refuse, route } from '../route.ts'
import { MaybeTime, PERSON_PARAMS } from './shapes.ts'

const MaybeText = Type.Union([Type.String(), Type.Null()])
const Details = Type.Array(Type.Array(Type.String()))

export const Approvals = Type.Object({
  items: Type.Array(
    Type.Object({
      uuid: Type.String(),
      appId: Type.Integer(),
      appName: Type.String(),
      status: Type.Union([
        Type.Literal('pending'),
        Type.Literal('approved'),
        Type.Literal('denied'),
        Type.Literal('expired'),
      ]),
      message: Type.String(),
      details: Details,
      /** Null for supporters. */
      hiddenDetails: Type.Union([Details, Type.Null()]),
      requestedFrom: MaybeText,
      createdAt: Type.Integer(),
      expiresAt: MaybeTime,
      notifiedAt: MaybeTime,
      answeredAt: MaybeTime,
      notMeAt: MaybeTime,
      wrongNumbers: Type.Integer(),
      deviceName: MaybeText,
      signed: Type.Union([
        Type.Object({
          /** By the key that the device registered. */
          isVerified: Type.Boolean(),
          /** The first member that is not as it was asked. */
          altered: MaybeText,
          answer: Type.Union([
            Type.Object({
              appName: Type.String(),
              message: Type.String(),
              details: Details,
              requestedAt: Type.Integer(),
              requestedFrom: MaybeText,
              answer: Type.String(),
              notMe: Type.Boolean(),
            }),
            Type.Null(),
          ]),
          /** The statement itself, a compact JWS; null for supporters. */
          jws: MaybeText,
        }),
        Type.Null(),
      ]),
    }),
  ),
  next: MaybeText,
})

export const listApprovals = route({
  method: 'GET',
  path: '/people/:authyId/approvals',
  summary: 'List the approval requests of a person, what was asked beside what was signed',
  needs: { role: 'support', apps: 'any' },
  params: PERSON_PARAMS,
  query: Type.Object(PAGING),
  answer: Approvals,
  async act({ deps, operator, params, query }) {
    const { after } = query
    if (after !== undefined && !/^[0-9a-f-]{36}$/.test(after)) return refuse(WRONG_CURSOR)
    const found = await listPersonApprovals(deps, operator, {
      authyId: params.authyId,
      before: after,
      limit: query.limit ?? DEFAULT_LIMIT,
      statementType: APPROVAL_TYPE,
    })
    if (found === undefined) return refuse({ code: 'not-found' })
    return answer({ items: found.approvals.map(approvalBody), next: found.next ?? null })
  },
})

function approvalBody({ content, signed, isOperator, ...approval }: PersonApproval) {
  return {
    ...approval,
    appName: content.appName,
    message: content.message,
    details: shownDetails(content.details).map((pair) => [...pair]),
    hiddenDetails: isOperator ? shownDetails(content.hiddenDetails).map((pair) => [...pair]) : null,
    requestedFrom: content.requestedFrom,
    signed:
      signed === undefined
        ? null
        : {
            isVerified: signed.isVerified,
            altered: signed.altered ?? null,
            answer:
              signed.answer === undefined
                ? null
                : {
                    appName: signed.answer.app.name,
                    message: signed.answer.message,
                    details: signed.answer.details.map((pair) => [...pair]),
                    requestedAt: signed.answer.requestedAt,
                    requestedFrom: signed.answer.requestedFrom,
                    answer: signed.answer.answer,
                    notMe: signed.answer.notMe,
                  },
            jws: isOperator ? signed.jws : null,
          },
  }
}
