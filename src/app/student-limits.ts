import type { Config } from '../config/config.ts';
import { ClusterTraffic } from '../gateway/cluster-traffic.ts';
import { CallsInFlight } from '../limits/calls-in-flight.ts';
import { ClassRequests } from '../limits/class-requests.ts';
import { StudentRequests } from '../limits/student-requests.ts';
import type { TrafficStore } from '../store/traffic-store.ts';

/** How often students may call, and how many calls run at once. @param store null: all calls come through this process */
export function createStudentLimits(limits: Config['limits'], store: TrafficStore | null) {
  const studentRequests = new StudentRequests(limits.studentRequestsPerMinute);
  const traffic = store === null ? null : new ClusterTraffic(store, limits);
  return {
    callsInFlight: new CallsInFlight(limits.callsInFlight, limits.studentCallsInFlight),
    studentRequests,
    classRequests: new ClassRequests(),
    traffic,
    countStudentRequest: (studentId: number) =>
      traffic === null ? studentRequests.count(studentId) : traffic.countRequest(studentId, null),
  };
}
