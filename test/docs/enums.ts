import { NewTicketChannel, Priority, TicketStatus } from "../emit/goldens/tickets/enums.ts";

export const nextStatus = (status: TicketStatus): TicketStatus =>
  status === TicketStatus.open ? TicketStatus["in progress"] : TicketStatus.closed;

export const isUrgent = (channel: NewTicketChannel, priority: Priority): boolean =>
  channel === NewTicketChannel.phone || priority === Priority.High;

export const statuses: readonly TicketStatus[] = Object.values(TicketStatus);
