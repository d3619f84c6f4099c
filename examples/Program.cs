using Examples;
using MLSpec.Runtime.Hosting;

return ExperimentHost.Run(args, DrSac.Experiment, DrSacPendulum.Experiment, DrSacCheetah.Experiment, RobustDigits.Experiment, SdpCrown.Experiment, SdpCrownDigits.Experiment);
