export const resolveWorkouts = async (..._: unknown[]) => [];
