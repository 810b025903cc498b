using Edge.Contracts;
using Edge.Runtime.Device;
using Edge.Runtime.Faults;
using Microsoft.Extensions.Logging.Abstractions;

namespace Edge.Runtime.Tests.Device;

/// <summary>Sensors as the kernel's documents have them: Documentation/hwmon/sysfs-interface, Documentation/driver-api/thermal/sysfs-api, proc(5).</summary>
public sealed class DeviceFaultsTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("edge-sensors-");
    private readonly ManualTime _time = new();
    private readonly FaultBoard _faults;
    private readonly SensorsConfig _config;

    public DeviceFaultsTests()
    {
        _faults = new FaultBoard(_time, NullLogger<FaultBoard>.Instance);
        _config = new SensorsConfig(_root.FullName, null, null);
        Put("proc/meminfo", "MemTotal:        8000000 kB\nMemFree:          100000 kB\nMemAvailable:    4000000 kB\n");
        Put("sys/class/thermal/thermal_zone0/type", "CPU-therm\n");
        Put("sys/class/thermal/thermal_zone0/temp", "55500\n");
        Put("sys/class/thermal/thermal_zone0/trip_point_0_type", "passive\n");
        Put("sys/class/thermal/thermal_zone0/trip_point_0_temp", "50000\n");
        Put("sys/class/thermal/thermal_zone0/trip_point_1_type", "critical\n");
        Put("sys/class/thermal/thermal_zone0/trip_point_1_temp", "104500\n");
        Put("sys/class/hwmon/hwmon1/name", "ina3221\n");
        Put("sys/class/hwmon/hwmon1/in1_label", "VDD_GPU_SOC\n");
        Put("sys/class/hwmon/hwmon1/in1_input", "19800\n");
        Put("sys/class/hwmon/hwmon1/curr1_input", "1500\n");
        Put("sys/class/hwmon/hwmon1/curr1_crit_alarm", "0\n");
        Put("sys/class/hwmon/hwmon2/name", "nct6775\n");
        Put("sys/class/hwmon/hwmon2/in0_alarm", "1\n");
        Put("sys/class/devfreq/17000000.ga10b/device/load", "437\n");
    }

    [Fact]
    public void Read_Jetson_SaysWhatThereIs()
    {
        DeviceReadings readings = new DeviceSensors(_config).Read();
        Assert.Equal((3906L, 7812L), (readings.AvailableMemoryMiB, readings.TotalMemoryMiB));
        Assert.Equal(new TemperatureReading("CPU-therm", 55.5, 104.5), Assert.Single(readings.Temperatures));
        PowerReading power = Assert.Single(readings.Powers);
        Assert.Equal(("VDD_GPU_SOC", 29.7), (power.Name, Math.Round(power.Watts, 3)));
        Assert.Equal(0.437, readings.GpuLoad!.Value, 6);
        Assert.Empty(readings.Alarms);
    }

    [Fact]
    public void Read_NothingThere_IsUnknown()
    {
        DeviceReadings readings = new DeviceSensors(new SensorsConfig(Path.Combine(_root.FullName, "nowhere"), null, null)).Read();
        Assert.Equal((null, null, null), (readings.AvailableMemoryMiB, readings.TotalMemoryMiB, readings.GpuLoad));
        Assert.Empty(readings.Temperatures);
    }

    [Theory]
    [InlineData("memory-low", "proc/meminfo", "MemTotal: 8000000 kB\nMemAvailable: 300000 kB\n", "292 MiB of 7812 are available; 488 are wanted.")]
    [InlineData("temperature-high", "sys/class/thermal/thermal_zone0/temp", "104900", "CPU-therm: 104.9 °C, too hot from 104.5 °C on.")]
    [InlineData("power-alarm", "sys/class/hwmon/hwmon1/curr1_crit_alarm", "1", "VDD_GPU_SOC: crit alarm.")]
    public void Look_SensorAtItsLimit_ShowsAfterItsDelay_AndClearsByItself(string code, string file, string content, string detail)
    {
        var device = new DeviceFaults(new DeviceSensors(_config), _config, _faults);
        device.Look();
        string before = File.ReadAllText(Path.Combine(_root.FullName, file));
        Put(file, content);
        device.Look();
        Assert.Empty(_faults.Current);
        _time.Advance(TimeSpan.FromMinutes(1));
        FaultView fault = Assert.Single(_faults.Current);
        Assert.Equal((code, detail), (fault.Code, fault.Detail));
        Put(file, before);
        device.Look();
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(_faults.Current);
    }

    [Fact]
    public void Look_SensorWithoutALimit_GoesByTheConfiguration()
    {
        Put("sys/class/hwmon/hwmon3/name", "tmp451\n");
        Put("sys/class/hwmon/hwmon3/temp1_input", "81000\n");
        SensorsConfig config = _config with { HottestC = 80 };
        new DeviceFaults(new DeviceSensors(config), config, _faults).Look();
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("tmp451 temp1: 81 °C, too hot from 80 °C on.", Assert.Single(_faults.Current).Detail);
    }

    public void Dispose()
    {
        _faults.Dispose();
        _root.Delete(recursive: true);
    }

    private void Put(string file, string content)
    {
        string path = Path.Combine(_root.FullName, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }
}
