/** Name in the table `meta` of the number of times that the driver lock was taken. */
export const DRIVER_EPOCH = 'driver.epoch';
