BeforeAll {
    Import-Module "$PSScriptRoot/../../MssTools.psd1"
}

Describe 'Export-MSSConfiguration' {
    AfterEach {
        Get-MSSLocalStream | Remove-MSSLocalStream
    }

    It 'writes what Import-MSSConfiguration takes: <_>' -ForEach 'json', 'psd1' {
        Add-MSSLocalStream film -Path "$TestDrive/it's a film.mp4" -Loop
        Add-MSSLocalStream camera -Uri 'rtsp://127.0.0.1/live'

        Export-MSSConfiguration "$TestDrive/all.$_"

        (Import-MSSConfiguration "$TestDrive/all.$_").Action | Should -Be 'None', 'None'
    }

    It 'writes no secret' {
        Add-MSSLocalStream camera -Uri 'rtsp://user:verysecret@127.0.0.1/live'

        $text = Export-MSSConfiguration

        $text | Should -Not -Match 'verysecret'
        $text | Should -Match 'rtsp://'
    }
}
