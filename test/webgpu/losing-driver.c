/* A Vulkan driver that loses its device: it passes everything on to the driver named by REAL_DRIVER, and refuses what is submitted
   after the first SUBMITS pieces of work, as a driver does that was reset. For tests alone. */
#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef void (*Function)(void);
typedef Function (*Lookup)(void *owner, const char *name);
typedef int (*Submit)(void *queue, uint32_t count, const void *work, void *fence);

static const int deviceLost = -4; /* VK_ERROR_DEVICE_LOST */
static int submitsLeft;
static Submit submit;
static Lookup lookUpInDevice;

static void *driver(void) {
  static void *opened;
  if (opened == NULL) {
    opened = dlopen(getenv("REAL_DRIVER"), RTLD_NOW);
    submitsLeft = atoi(getenv("SUBMITS"));
  }
  return opened;
}

static int submitOrLose(void *queue, uint32_t count, const void *work, void *fence) {
  return submitsLeft-- > 0 ? submit(queue, count, work, fence) : deviceLost;
}

static Function ours(const char *name, Function theirs) {
  if (theirs == NULL || strcmp(name, "vkQueueSubmit") != 0) return theirs;
  submit = (Submit)theirs;
  return (Function)submitOrLose;
}

static Function deviceFunction(void *device, const char *name) { return ours(name, lookUpInDevice(device, name)); }

Function vk_icdGetInstanceProcAddr(void *instance, const char *name) {
  Lookup lookUp = (Lookup)dlsym(driver(), "vk_icdGetInstanceProcAddr");
  Function theirs = lookUp(instance, name);
  if (theirs == NULL || strcmp(name, "vkGetDeviceProcAddr") != 0) return ours(name, theirs);
  lookUpInDevice = (Lookup)theirs;
  return (Function)deviceFunction;
}

int vk_icdNegotiateLoaderICDInterfaceVersion(uint32_t *version) {
  int (*negotiate)(uint32_t *) = (int (*)(uint32_t *))dlsym(driver(), "vk_icdNegotiateLoaderICDInterfaceVersion");
  return negotiate(version);
}
