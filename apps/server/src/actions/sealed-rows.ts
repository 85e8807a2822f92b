/** The rows that sealed fields are bound to: a field copied to another row does not open there. */
export const sentTokenRow = (appId: number, authyId: number, action: string) =>
  `sent_tokens/${appId}/${authyId}/${action}`
export const authenticatorRow = (appId: number, authyId: number, id: string) =>
  `authenticators/${appId}/${authyId}/${id}`
export const phoneRow = (phoneHash: string) => `users/${phoneHash}`
export const emailRow = (appId: number, authyId: number, emailHash: string) =>
  `app_user_emails/${appId}/${authyId}/${emailHash}`
export const messageRow = (id: string) => `messages/${id}`
export const apiKeyRow = (keyHash: string) => `api_keys/${keyHash}`
export const qrCodeRow = (idHash: string) => `qr_codes/${idHash}`
export const phoneVerificationRow = (id: string) => `phone_verifications/${id}`
export const activityRow = (appId: number, authyId: number) => `activities/${appId}/${authyId}`
export const approvalRow = (uuid: string) => `approval_requests/${uuid}`
export const statementRow = (uuid: string) => `approval_requests/${uuid}/statement`
export const callbackRow = (id: string) => `callbacks/${id}`
export const deviceRegistrationRow = (id: string) => `device_registrations/${id}`
export const pushSubscriptionRow = (deviceId: number) => `push_subscriptions/${deviceId}`
export const serviceKeyRow = (name: string) => `service_keys/${name}`
export const webhookRow = (id: string) => `webhooks/${id}`
export const accessKeyRow = (keyHash: string) => `access_keys/${keyHash}`
export const operatorEmailRow = (emailHash: string) => `operators/${emailHash}`
export const invitationRow = (tokenHash: string) => `operator_invitations/${tokenHash}`
