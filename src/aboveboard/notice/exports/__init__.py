"""What others read of a notice: machines, authorities, spreadsheets. Each function takes a Notice and gives text."""
