import { CLASS_PATH, classPath } from '../class-path.ts';

export const REQUESTS_PATH = `${CLASS_PATH}/join-requests`;
export const REQUEST_PATH = `${REQUESTS_PATH}/:request`;
export const PROJECTOR_PATH = `${CLASS_PATH}/projector`;
export const PROJECTOR_COUNTS_PATH = `${PROJECTOR_PATH}/counts`;

export function requestsPath(classId: number): string {
  return classPath(classId, '/join-requests');
}

export function requestPath(classId: number, id: number): string {
  return `${requestsPath(classId)}/${id}`;
}

export function projectorPath(classId: number): string {
  return classPath(classId, '/projector');
}

export function projectorCountsPath(classId: number): string {
  return `${projectorPath(classId)}/counts`;
}
